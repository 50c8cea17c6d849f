import { KinfoldError } from '../errors.js';
import type { Pixels } from '../image/picture.js';
import { type Point, warp } from '../image/warp.js';
import type { Box } from './detect.js';
import type { FaceNetwork } from './network.js';

/** Side of the crop for the landmark network: that of its input, so that it is not resized again. */
const CROP = 64;

/** The five points as means of the 68: left eye, right eye, nose, left and right corner of the mouth, as seen in the picture. */
const FIVE: readonly (readonly number[])[] = [[37, 38, 40, 41], [43, 44, 46, 47], [30], [48, 60], [54, 64]];

/**
 * Finds the five points of a face in pixels: eyes, nose, corners of the mouth; the left one in the picture first.
 * @throws `shape-mismatch` if the network's output is not 68 points, x, y in 0..1 of the crop.
 */
export async function findLandmarks(network: FaceNetwork, pixels: Pixels, box: Box): Promise<Point[]> {
  const { x, y, side } = landmarkSquare(box);
  const scale = CROP / side;
  // Boxes count from the edge of the first pixel, points from its centre: half a pixel apart, in the picture and in the crop.
  const shift = (corner: number) => (0.5 - corner) * scale - 0.5;
  const crop = warp(pixels, { a: scale, b: 0, tx: shift(x), ty: shift(y) }, CROP, CROP);
  const [points] = Object.values(await network.run(crop));
  return fivePoints(points).map((point) => ({ x: x + point.x * side - 0.5, y: y + point.y * side - 0.5 }));
}

/** The square that the landmark network expects: as high as the detector's box, about its centre. */
export function landmarkSquare({ x, y, width, height }: Box): { x: number; y: number; side: number } {
  const side = height;
  return { x: x + (width - side) / 2, y: y + (height - side) / 2, side };
}

/** Five points of 68 (the order of the 300-W annotation). */
export function fivePoints(points: Float32Array | undefined): Point[] {
  if (points?.length !== 136) {
    throw new KinfoldError(
      'shape-mismatch',
      `findLandmarks: got ${points?.length ?? 'no'} numbers but expected 136, x and y of 68 points; use a network of 68 landmarks`,
    );
  }
  return FIVE.map((group) => ({
    x: group.reduce((sum, index) => sum + points[2 * index]!, 0) / group.length,
    y: group.reduce((sum, index) => sum + points[2 * index + 1]!, 0) / group.length,
  }));
}
