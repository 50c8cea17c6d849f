import { KinfoldError } from '../errors.js';
import type { Pixels } from '../image/picture.js';
import type { Candidate } from './boxes.js';

/** The two grids of anchors, row by row: cells along a side of the picture, and anchors in the middle of each cell. */
const GRIDS = [
  { cells: 16, anchors: 2 },
  { cells: 8, anchors: 6 },
] as const;
/** Numbers of an anchor: x, y of the box's centre, its width and height, then x, y of six points, all in pixels of the input. */
const NUMBERS = 16;
/** The points that are read: both eyes, nose, middle of the mouth. The two ears are left out. */
const POINTS = 4;

/**
 * Reads the outputs of a BlazeFace detector (MediaPipe). For each of the two grids, of 16·16·2 and 8·8·6 anchors, one
 * output holds a logit an anchor and one 16 numbers an anchor, offsets from the middle of its cell; outputs are told
 * apart by their lengths. Boxes and points are in pixels of the picture.
 * @param side of the network's square input.
 * @throws `shape-mismatch` if an output is missing.
 */
export function decodeBlazeFace(
  outputs: Readonly<Record<string, Float32Array>>,
  { width, height }: Pick<Pixels, 'width' | 'height'>,
  side: number,
  minScore: number,
): Candidate[] {
  const candidates: Candidate[] = [];
  for (const { cells, anchors } of GRIDS) {
    const count = cells * cells * anchors;
    const logits = outputOf(outputs, count);
    const numbers = outputOf(outputs, count * NUMBERS);
    for (let index = 0; index < count; index++) {
      const score = 1 / (1 + Math.exp(-logits[index]!));
      const cell = Math.floor(index / anchors);
      const left = ((cell % cells) + 0.5) / cells;
      const top = (Math.floor(cell / cells) + 0.5) / cells;
      const x = (at: number) => (left + numbers[NUMBERS * index + at]! / side) * width;
      const y = (at: number) => (top + numbers[NUMBERS * index + at]! / side) * height;
      const boxWidth = (numbers[NUMBERS * index + 2]! / side) * width;
      const boxHeight = (numbers[NUMBERS * index + 3]! / side) * height;
      if (!(score >= minScore && boxWidth > 0 && boxHeight > 0)) continue;
      candidates.push({
        box: { x: x(0) - boxWidth / 2, y: y(1) - boxHeight / 2, width: boxWidth, height: boxHeight },
        score,
        // Boxes count from the edge of the first pixel, points from its centre.
        points: Array.from({ length: POINTS }, (_, point) => ({
          x: x(4 + 2 * point) - 0.5,
          y: y(5 + 2 * point) - 0.5,
        })),
      });
    }
  }
  return candidates;
}

function outputOf(outputs: Readonly<Record<string, Float32Array>>, length: number): Float32Array {
  const found = Object.values(outputs).find((output) => output.length === length);
  if (found) return found;
  const got = Object.values(outputs).map((output) => output.length);
  throw new KinfoldError(
    'shape-mismatch',
    `detectFaces: got outputs of ${got.join(', ')} numbers, expected 512, 384, 8192 and 6144; use a BlazeFace detector of 896 anchors, or name another decoder in its card`,
  );
}
