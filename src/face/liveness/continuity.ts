import { overlap } from '../boxes.js';
import type { Observation, ObservedFace } from '../observation.js';
import type { LivenessReason } from './check.js';

/** Longest time between two frames, in ms: after a longer one nobody can say that it is still the same face. */
const MAX_GAP = 1000;
/** Least overlap (intersection over union) of a face's boxes in two frames. */
const MIN_OVERLAP = 0.3;
/** Largest factor between the distances of the eyes in two frames. */
const MAX_GROWTH = 1.5;

/** Follows one face from frame to frame. */
export interface Continuity {
  /** @returns why this is not the next look at the same face, or null if it is. */
  follow(observation: Observation, face: ObservedFace): LivenessReason | null;
}

/** 'face-changed' where the face jumps, grows at once, gets another number or was not seen for a while; 'unavailable' for numbers and times that make no sense. */
export function createContinuity(): Continuity {
  let last: { readonly time: number; readonly face: ObservedFace } | undefined;
  return {
    follow: ({ time }, face) => {
      const before = last;
      last = { time, face };
      if (!makesSense(time, face)) return 'unavailable';
      if (!before) return null;
      if (!(time > before.time)) return 'unavailable';
      const growth = eyeDistance(face) / eyeDistance(before.face);
      const isSame =
        face.track === before.face.track &&
        time - before.time <= MAX_GAP &&
        overlap(face.box, before.face.box) >= MIN_OVERLAP &&
        growth <= MAX_GROWTH &&
        growth >= 1 / MAX_GROWTH;
      return isSame ? null : 'face-changed';
    },
  };
}

/**
 * Whether a face is seen well enough to say how it moves. Turned and tilted faces and closed eyes are what is looked for; but points of a
 * face that is tiny, cut off or blurred mean little.
 */
export function isClear({ quality }: ObservedFace): boolean {
  return !quality.faults.some((fault) => fault === 'too-far' || fault === 'cut-off' || fault === 'blurred');
}

function makesSense(time: number, { box, landmarks, pose, eyes }: ObservedFace): boolean {
  const numbers = [
    time,
    box.x,
    box.y,
    box.width,
    box.height,
    pose.yaw,
    pose.pitch,
    pose.roll,
    ...(eyes ? [eyes.left, eyes.right] : []),
    ...landmarks.flatMap(({ x, y }) => [x, y]),
  ];
  return landmarks.length >= 4 && numbers.every(Number.isFinite) && box.width > 0 && box.height > 0;
}

function eyeDistance({ landmarks: [left, right] }: ObservedFace): number {
  return Math.hypot(right!.x - left!.x, right!.y - left!.y);
}
