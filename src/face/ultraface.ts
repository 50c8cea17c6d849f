import { KinfoldError } from '../errors.js';
import type { Pixels } from '../image/picture.js';
import type { Candidate } from './boxes.js';

/**
 * Reads the outputs of an UltraFace detector: `scores` [n, 2], the probability of background and of face, and `boxes`
 * [n, 4], x0, y0, x1, y1 in 0..1 of the picture.
 * @throws `shape-mismatch` if they are others.
 */
export function decodeUltraFace(
  { scores, boxes }: Readonly<Record<string, Float32Array>>,
  { width, height }: Pick<Pixels, 'width' | 'height'>,
  minScore: number,
): Candidate[] {
  if (!scores || !boxes || scores.length * 2 !== boxes.length || boxes.length % 4) {
    throw new KinfoldError(
      'shape-mismatch',
      `detectFaces: got ${scores?.length ?? 'no'} numbers of scores and ${boxes?.length ?? 'no'} of boxes, expected ` +
        '"scores" [n, 2] and "boxes" [n, 4]; use an UltraFace detector, or name another decoder in its card',
    );
  }
  const candidates: Candidate[] = [];
  for (let index = 0; index < boxes.length / 4; index++) {
    const score = scores[2 * index + 1]!;
    const [x0, y0, x1, y1] = boxes.subarray(4 * index, 4 * index + 4) as unknown as [number, number, number, number];
    if (!(score >= minScore && x1 > x0 && y1 > y0)) continue;
    candidates.push({
      box: { x: x0 * width, y: y0 * height, width: (x1 - x0) * width, height: (y1 - y0) * height },
      score,
    });
  }
  return candidates;
}
