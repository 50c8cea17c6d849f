import type { Point } from '../../image/warp.js';

/**
 * How long a face is for its width: from the eyes down to the mouth over the distance between the eyes. Some 1.1 of a face that looks straight; it grows
 * by 1/cos of a turn to the side, and shrinks by the cosine of a nod, be it a head that turns or a photograph that is tilted.
 * @param landmarks - eyes, nose and the corners or the middle of the mouth.
 */
export function proportion([leftEye, rightEye, , from, to = from]: readonly Point[]): number {
  const drop = Math.hypot(from!.x + to!.x - leftEye!.x - rightEye!.x, from!.y + to!.y - leftEye!.y - rightEye!.y) / 2;
  return drop / Math.hypot(rightEye!.x - leftEye!.x, rightEye!.y - leftEye!.y);
}
