import type { Observation, ObservedFace } from '../../src/face/observation.js';
import type { QualityFault } from '../../src/face/quality.js';
import type { Pixels } from '../../src/image/picture.js';

export interface SeenFace {
  readonly track?: number;
  readonly yaw?: number;
  readonly pitch?: number;
  readonly fault?: QualityFault;
  /** What the crop is filled with; faces of one person have the same. */
  readonly person?: number;
  /** What tells the crop from others of the person. */
  readonly shade?: number;
}

/** A crop of one pixel: the person, and what tells it from others of the same. */
export const cropOf = (person: number, shade: number): Pixels => ({
  width: 1,
  height: 1,
  data: Uint8Array.of(person, shade, 0, 255),
});

function face(
  { track = 0, yaw = 0, pitch = 0, fault, person = 0, shade = 0 }: SeenFace,
  isLargest: boolean,
): ObservedFace {
  return {
    track,
    box: { x: 0, y: 0, width: 100, height: 100 },
    score: 1,
    landmarks: [],
    pose: { yaw, pitch, roll: 0 },
    eyes: { left: 0.3, right: 0.3 },
    quality: { faults: fault ? [fault] : [] },
    live: {},
    crop: isLargest ? cropOf(person, shade) : null,
  };
}

/** What the face pipeline would have seen at a time (ms): these faces, the largest first. */
export function seen(time: number, ...faces: readonly SeenFace[]): Observation {
  return {
    frame: Math.round(time),
    time,
    width: 640,
    height: 480,
    faces: faces.map((each, at) => face(each, at === 0)),
    stages: {},
  };
}
