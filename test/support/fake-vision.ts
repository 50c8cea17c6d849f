import { ARCFACE } from '../../src/face/align.js';
import type { LivenessNetwork } from '../../src/face/liveness/network.js';
import type { FaceNetwork } from '../../src/face/network.js';
import { decodePicture } from '../../src/image/decode.js';
import type { Pixels } from '../../src/image/picture.js';
import { Pipeline, type PipelineParts } from '../../src/vision/pipeline.js';
import type { VisionInfo } from '../../src/vision/vision.js';

/** x0, y0, x1, y1 of a face in 0..1 of the frame. */
export type Place = readonly [number, number, number, number];

/** A frame of 80×60 pixels that counts how often it is closed. */
export function closableFrame() {
  const pixels: Pixels = { width: 80, height: 60, data: new Uint8Array(80 * 60 * 4).fill(100) };
  const frame = {
    ...pixels,
    closed: 0,
    close: () => {
      frame.closed++;
    },
  };
  return frame;
}

/** The landmarks of an upright face in 0..1 of its square. */
export function landmarkNumbers(): Float32Array {
  const points = new Float32Array(136);
  const set = (index: number, x: number, y: number) => points.set([x, y], 2 * index);
  for (let index = 0; index < 68; index++) set(index, 0.5, 0.5);
  for (const [first, middle] of [
    [36, 0.35],
    [42, 0.65],
  ] as const) {
    set(first, middle - 0.06, 0.4);
    set(first + 1, middle - 0.02, 0.38);
    set(first + 2, middle + 0.02, 0.38);
    set(first + 3, middle + 0.06, 0.4);
    set(first + 4, middle + 0.02, 0.42);
    set(first + 5, middle - 0.02, 0.42);
  }
  for (const index of [48, 60]) set(index, 0.4, 0.75);
  for (const index of [54, 64]) set(index, 0.6, 0.75);
  set(30, 0.5, 0.58);
  return points;
}

/** Networks without files. `places` is what the detector finds next; `log` says which network ran. */
export function fakeNetworks({ live = 0.9 } = {}) {
  const script = { places: [[0.3, 0.2, 0.7, 0.8]] as readonly Place[] };
  const log: string[] = [];
  const detector: FaceNetwork = {
    run: async () => {
      log.push('detector');
      return {
        scores: Float32Array.from(script.places.flatMap(() => [0.1, 0.9])),
        boxes: Float32Array.from(script.places.flat()),
      };
    },
  };
  const landmarks: FaceNetwork = {
    run: async () => {
      log.push('landmarks');
      return { output: landmarkNumbers() };
    },
  };
  const liveness: LivenessNetwork = {
    card: {
      name: 'fake liveness',
      output: { width: 2 },
      liveness: { scale: 1.5, crop: 'inside', live: 1, activation: 'none' },
    },
    output: 'output',
    run: async () => {
      log.push('liveness');
      return { output: Float32Array.of(1 - live, live) };
    },
  };
  const parts: PipelineParts = { detector, landmarks, liveness: [liveness], alignment: ARCFACE, decode: decodePicture };
  return { parts, script, log };
}

export const fakeInfo: VisionInfo = {
  detector: 'fake detector',
  landmarks: 'fake landmarks',
  liveness: ['fake liveness'],
  crop: { width: 112, height: 112 },
};

/** A pipeline on fake networks, as a vision worker opens one. */
export function fakePipeline(change: (parts: PipelineParts) => PipelineParts = (parts) => parts) {
  const fakes = fakeNetworks();
  return { ...fakes, pipeline: new Pipeline(change(fakes.parts)), info: fakeInfo };
}
