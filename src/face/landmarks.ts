import { KinfoldError } from '../errors.js';
import type { Pixels } from '../image/picture.js';
import { applySimilarity, invertSimilarity, type Point, type Similarity, warp } from '../image/warp.js';
import type { Box } from './boxes.js';
import type { FaceNetwork } from './network.js';

/** Side of the crop for the landmark network: that of its input, so that it is not resized again. */
const CROP = 64;
const COUNT = 68;

/** The five points as means of the 68: left eye, right eye, nose, left and right corner of the mouth, as seen in the picture. */
const FIVE: readonly (readonly number[])[] = [[37, 38, 40, 41], [43, 44, 46, 47], [30], [48, 60], [54, 64]];

/** The points of a face in pixels of the picture; the left one in the picture first. */
export interface Landmarks {
  /** Eyes, nose, corners of the mouth. */
  readonly five: readonly Point[];
  /** All 68, in the order of the 300-W annotation: jaw 0–16, brows 17–26, nose 27–35, eyes 36–47, mouth 48–67. */
  readonly points68: readonly Point[];
}

/**
 * Finds the points of a face.
 * Twice: the second time in a crop that is turned so that the eyes of the first are level, which the network knows best
 * (on LFW it takes a tenth off the equal error rate).
 * @throws `shape-mismatch` if the network's output is not 68 points, x, y in 0..1 of the crop; `no-face` if they are not finite.
 */
export async function findLandmarks(network: FaceNetwork, pixels: Pixels, box: Box): Promise<Landmarks> {
  const [left, right] = fivePoints(await findInCrop(network, pixels, box, 0));
  const points68 = await findInCrop(network, pixels, box, Math.atan2(right!.y - left!.y, right!.x - left!.x));
  return { five: fivePoints(points68), points68 };
}

/** One look at the square about the centre of a box, as high as the box and turned by `angle` (radians, from x towards y). */
async function findInCrop(network: FaceNetwork, pixels: Pixels, box: Box, angle: number): Promise<Point[]> {
  const scale = CROP / box.height;
  const a = scale * Math.cos(angle);
  const b = -scale * Math.sin(angle);
  // Boxes count from the edge of the first pixel, points from its centre.
  const x = box.x + box.width / 2 - 0.5;
  const y = box.y + box.height / 2 - 0.5;
  const middle = CROP / 2 - 0.5;
  const toCrop: Similarity = { a, b, tx: middle - (a * x - b * y), ty: middle - (b * x + a * y) };
  const [numbers] = Object.values(await network.run(warp(pixels, toCrop, CROP, CROP)));
  if (numbers?.length !== 2 * COUNT) {
    throw new KinfoldError(
      'shape-mismatch',
      `findLandmarks: got ${numbers?.length ?? 'no'} numbers but expected 136, x and y of 68 points; use a network of 68 landmarks`,
    );
  }
  if (!numbers.every(Number.isFinite)) {
    throw new KinfoldError(
      'no-face',
      `findLandmarks: the points in the box of ${Math.round(box.width)}×${Math.round(box.height)} pixels at (${Math.round(box.x)}, ${Math.round(box.y)}) are not finite; use a picture where the face is lit and seen from the front`,
    );
  }
  const toPicture = invertSimilarity(toCrop);
  return Array.from({ length: COUNT }, (_, index) =>
    applySimilarity(toPicture, { x: numbers[2 * index]! * CROP - 0.5, y: numbers[2 * index + 1]! * CROP - 0.5 }),
  );
}

/** Five points of 68: eyes, nose, corners of the mouth. */
export function fivePoints(points68: readonly Point[]): Point[] {
  return FIVE.map((group) => ({
    x: group.reduce((sum, index) => sum + points68[index]!.x, 0) / group.length,
    y: group.reduce((sum, index) => sum + points68[index]!.y, 0) / group.length,
  }));
}
