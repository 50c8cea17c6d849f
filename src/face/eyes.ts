import { KinfoldError } from '../errors.js';
import type { Point } from '../image/warp.js';

/** How far each eye is open: its height over its width; some 0.3 open, below 0.2 closed. The left one in the picture first. */
export interface EyeOpenness {
  readonly left: number;
  readonly right: number;
}

/** The first of six points of each eye, which go round it: corner, two above, corner, two below. */
const LEFT_EYE = 36;
const RIGHT_EYE = 42;

/**
 * How far the eyes are open: (|p₂ − p₆| + |p₃ − p₅|) / 2 |p₁ − p₄|, the eye aspect ratio of T. Soukupová, J. Čech, "Real-Time Eye
 * Blink Detection using Facial Landmarks" (2016).
 * @param points68 in the order of the 300-W annotation, as `findLandmarks` gives them.
 * @throws `argument-invalid` if there are not 68 points, or the corners of an eye fall together or are not finite.
 */
export function eyeOpenness(points68: readonly Point[]): EyeOpenness {
  if (points68.length !== 68) {
    throw new KinfoldError(
      'argument-invalid',
      `eyeOpenness: got ${points68.length} points, expected the 68 of a network of landmarks; pass \`points68\` of a face`,
    );
  }
  return { left: aspectRatio(points68, LEFT_EYE), right: aspectRatio(points68, RIGHT_EYE) };
}

function aspectRatio(points: readonly Point[], first: number): number {
  const distance = (a: number, b: number) =>
    Math.hypot(points[first + a]!.x - points[first + b]!.x, points[first + a]!.y - points[first + b]!.y);
  const ratio = (distance(1, 5) + distance(2, 4)) / (2 * distance(0, 3));
  if (Number.isFinite(ratio)) return ratio;
  throw new KinfoldError(
    'argument-invalid',
    'eyeOpenness: the corners of an eye fall together or are not finite; pass the landmarks of a face',
  );
}
