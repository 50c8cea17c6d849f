import type { Point } from '../../image/warp.js';
import { nosePlace } from './nose-place.js';
import { proportion } from './proportion.js';

/** How far the nose must move from side to side among eyes and mouth, in distances between the eyes: flat pictures stay below. Measured: docs/liveness.md. */
const DEPTH = 0.3;
/** Faces that are longer for their width than this, compared with the broadest one seen, are left out: networks misjudge points of what is seen from aside. */
const ASIDE = 1.2;
/** The latest frames that are compared. */
const FRAMES = 400;

/** Looks for depth in how the points of one face move. */
export interface DepthWatch {
  /** Looks at the next frame. @param landmarks - five points; with four there is no telling. @returns whether the face has been seen to have depth. */
  see(landmarks: readonly Point[]): boolean;
}

export function createDepthWatch(): DepthWatch {
  let seen: { readonly nose: number; readonly length: number }[] = [];
  return {
    see: (landmarks) => {
      const nose = nosePlace(landmarks)?.x;
      if (nose === undefined) return false;
      seen = [...seen, { nose, length: proportion(landmarks) }].slice(-FRAMES);
      const broadest = seen.reduce((least, { length }) => Math.min(least, length), Number.POSITIVE_INFINITY);
      const noses = seen.filter(({ length }) => length <= ASIDE * broadest).map((each) => each.nose);
      // Medians of three: a slip of the landmarks in one frame is no depth.
      const steady = noses.slice(2).map((third, index) => middle(noses[index]!, noses[index + 1]!, third));
      return Math.max(...steady) - Math.min(...steady) >= DEPTH;
    },
  };
}

const middle = (a: number, b: number, c: number): number => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
