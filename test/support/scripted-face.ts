import type { Observation, ObservedFace } from '../../src/face/observation.js';
import { estimatePose } from '../../src/face/pose.js';
import type { QualityFault } from '../../src/face/quality.js';
import type { Pixels } from '../../src/image/picture.js';
import type { Point } from '../../src/image/warp.js';

/** What a scripted face does in a frame; what is left out is as in a calm living face that looks straight. */
export interface Script {
  /** Degrees; positive: towards the right edge of the picture. */
  readonly yaw?: number;
  readonly pitch?: number;
  /** Share of the usual opening of the eyes. */
  readonly open?: number;
  /** Distance from the camera in widths of a face. Default 5. */
  readonly distance?: number;
  /** Shift to the right, in pixels. */
  readonly shift?: number;
  readonly track?: number;
  readonly live?: Readonly<Record<string, number>>;
  readonly faults?: readonly QualityFault[];
  /** Whose picture the crop is; null: there is none. Default 0. */
  readonly person?: number | null;
  /** Frames of one grain show the very same crop. Default: one of its own. */
  readonly grain?: number;
}

type Shape = readonly (readonly [x: number, y: number, z: number])[];

/** Eyes, nose, corners of the mouth in distances between the eyes, z towards the camera. */
const HEAD: Shape = [
  [-0.5, 0, 0],
  [0.5, 0, 0],
  [0, 0.605, 0.5],
  [-0.4, 1.1, 0],
  [0.4, 1.1, 0],
];
const PHOTOGRAPH: Shape = HEAD.map(([x, y]) => [x, y, 0]);
/** Pixels from eye to eye at the usual distance. */
const EYES = 80;
const OPENNESS = 0.3;

let grains = 0;

/** A living head: its nose stands out of the plane of the other points. */
export const head = (time: number, script: Script = {}) => observe(HEAD, time, script, OPENNESS * (script.open ?? 1));

/** A photograph of that head, held in the hand: `yaw` and `pitch` tilt the paper, whose eyes are flattened with all of it. */
export const photograph = (time: number, script: Script = {}) =>
  observe(
    PHOTOGRAPH,
    time,
    script,
    (OPENNESS * Math.cos(radians(script.pitch ?? 0))) / Math.cos(radians(script.yaw ?? 0)),
  );

/** A frame that shows these points of a face, as the pipeline would describe it. */
function observe(shape: Shape, time: number, script: Script, openness: number): [Observation, ObservedFace] {
  const landmarks = shape.map((point) => project(point, script));
  const [left, right] = landmarks as [Point, Point];
  const width = 2.2 * (right.x - left.x);
  const grain = script.grain ?? ++grains;
  const face: ObservedFace = {
    track: script.track ?? 0,
    box: { x: (left.x + right.x) / 2 - width / 2, y: left.y - 0.6 * width, width, height: 1.3 * width },
    score: 0.9,
    landmarks,
    pose: estimatePose(landmarks),
    eyes: { left: openness, right: openness },
    quality: { faults: script.faults ?? [] },
    live: script.live ?? {},
    // Painted only for those who look at it.
    get crop() {
      return script.person === null ? null : crop(script.person ?? 0, grain);
    },
  };
  return [{ frame: 0, time, width: 640, height: 480, faces: [face], stages: {} }, face];
}

/** As a pinhole camera sees a point of a head that is turned. */
function project([x, y, z]: Shape[number], { yaw = 0, pitch = 0, distance = 5, shift = 0 }: Script): Point {
  const [a, b] = [radians(yaw), radians(pitch)];
  const [across, out] = [x * Math.cos(a) + z * Math.sin(a), z * Math.cos(a) - x * Math.sin(a)];
  const [down, near] = [(y - 0.5) * Math.cos(b) + out * Math.sin(b), out * Math.cos(b) - (y - 0.5) * Math.sin(b)];
  const scale = (EYES * 5) / (distance - near);
  return { x: 320 + shift + across * scale, y: 240 + down * scale };
}

/** A picture that is a person's own, with a grain of its own. */
function crop(person: number, grain: number): Pixels {
  const side = 28;
  const data = new Uint8ClampedArray(4 * side * side);
  for (let pixel = 0; pixel < side * side; pixel++) {
    const [x, y] = [pixel % side, Math.floor(pixel / side)];
    const value = 128 + 60 * Math.sin((person * 3 + 1) * 0.2 * x + person) * Math.cos((person * 2 + 1) * 0.2 * y);
    data.fill(value + 4 * Math.sin(12.9898 * pixel + 78.233 * grain), 4 * pixel, 4 * pixel + 3);
    data[4 * pixel + 3] = 255;
  }
  return { width: side, height: side, data };
}

const radians = (degrees: number) => (degrees * Math.PI) / 180;
