import { KinfoldError } from '../../src/errors.js';
import type { Camera, CameraFrame, CameraState } from '../../src/kiosk/camera.js';

/** A camera whose frames and states a test gives; `closed` is how many of its frames were closed. */
export function fakeCamera() {
  const listeners = new Set<(state: CameraState) => void>();
  const waiting: CameraFrame[] = [];
  let wake = () => {};
  let state: CameraState = 'live';
  const counts = { closed: 0 };
  const set = (next: CameraState) => {
    state = next;
    for (const listener of [...listeners]) listener(next);
    wake();
  };
  async function* frames(): AsyncGenerator<CameraFrame, void, void> {
    while (state !== 'closed') {
      const frame = waiting.shift();
      if (frame) yield frame;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  let isRead = false;
  /** Like the camera of a device it has one reader, which is let go of at once. */
  const read = () => {
    if (isRead) throw new KinfoldError('busy', 'fake camera: somebody reads the frames already');
    isRead = true;
    const reader = frames();
    const leave = reader.return.bind(reader);
    reader.return = (value) => {
      isRead = false;
      return leave(value);
    };
    return reader;
  };
  const camera: Camera = {
    get state() {
      return state;
    },
    problem: null,
    stream: {} as MediaStream,
    onState(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    frames: read,
    close: () => set('closed'),
  };
  /** One more frame, captured now. */
  const give = () => {
    waiting.push({ frame: { close: () => counts.closed++ } as unknown as VideoFrame, time: performance.now() });
    wake();
  };
  return { camera, give, set, counts, listeners };
}
