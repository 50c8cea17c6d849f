import { KinfoldError } from '../../errors.js';
import type { CameraFrame } from '../camera.js';
import { CaptureClock } from './capture-clock.js';

/** Frames of a track. Each is the receiver's to close. */
export interface FrameSource {
  stop(): void;
}

interface Receiver {
  onFrame(frame: CameraFrame): void;
  /** There are no more, and nobody stopped it. */
  onEnd(): void;
}

/** MediaStreamTrack Insertable Streams (W3C): Chromium has it on pages. */
interface TrackProcessor {
  readonly readable: ReadableStream<VideoFrame>;
}
type TrackProcessorClass = new (init: { track: MediaStreamTrack; maxBufferSize: number }) => TrackProcessor;

const trackProcessor = (): TrackProcessorClass | undefined =>
  (globalThis as { MediaStreamTrackProcessor?: TrackProcessorClass }).MediaStreamTrackProcessor;

/**
 * Begins to hand out the frames of a track: each of them through a MediaStreamTrackProcessor where there is one, else those that a `<video>`
 * shows.
 * @throws KinfoldError `dependency-missing` if the browser has neither.
 */
export function startFrames(track: MediaStreamTrack, receiver: Receiver): FrameSource {
  const Processor = trackProcessor();
  if (Processor) return processFrames(new Processor({ track, maxBufferSize: 1 }), receiver);
  if (typeof VideoFrame === 'undefined' || !('requestVideoFrameCallback' in HTMLVideoElement.prototype)) {
    throw new KinfoldError(
      'dependency-missing',
      'openCamera: the browser has neither MediaStreamTrackProcessor nor VideoFrame with requestVideoFrameCallback; use a newer one',
    );
  }
  return watchVideo(track, receiver);
}

function processFrames({ readable }: TrackProcessor, { onFrame, onEnd }: Receiver): FrameSource {
  const reader = readable.getReader();
  const clock = new CaptureClock();
  let isStopped = false;
  const pump = async () => {
    for (;;) {
      const { value: frame } = await reader.read();
      if (!frame) return;
      onFrame({ frame, time: clock.time(frame.timestamp, performance.now()) });
    }
  };
  pump()
    .catch(() => {})
    .finally(() => isStopped || onEnd());
  return {
    stop: () => {
      isStopped = true;
      reader.cancel().catch(() => {});
    },
  };
}

function watchVideo(track: MediaStreamTrack, { onFrame, onEnd }: Receiver): FrameSource {
  const video = document.createElement('video');
  Object.assign(video, { muted: true, playsInline: true, srcObject: new MediaStream([track]) });
  let isStopped = false;
  const onShown: VideoFrameRequestCallback = (now, { captureTime, mediaTime }) => {
    if (isStopped) return;
    onFrame({ frame: new VideoFrame(video, { timestamp: Math.round(mediaTime * 1e6) }), time: captureTime ?? now });
    video.requestVideoFrameCallback(onShown);
  };
  video.requestVideoFrameCallback(onShown);
  track.addEventListener('ended', () => isStopped || onEnd(), { once: true });
  video.play().catch(() => isStopped || onEnd());
  return {
    stop: () => {
      isStopped = true;
      video.srcObject = null;
    },
  };
}
