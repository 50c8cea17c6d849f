import { KinfoldError } from '../errors.js';
import type { Pixels } from '../image/picture.js';
import { applySimilarity, invertSimilarity, type Point, type Similarity, warp } from '../image/warp.js';
import type { Box } from './boxes.js';
import type { FaceNetwork } from './network.js';

/** Side of the crop for the landmark network: that of its input, so that it is not resized again. */
const CROP = 64;

/** The five points as means of the 68: left eye, right eye, nose, left and right corner of the mouth, as seen in the picture. */
const FIVE: readonly (readonly number[])[] = [[37, 38, 40, 41], [43, 44, 46, 47], [30], [48, 60], [54, 64]];

/**
 * Finds the five points of a face in pixels: eyes, nose, corners of the mouth; the left one in the picture first.
 * Twice: the second time in a crop that is turned so that the eyes of the first are level, which the network knows best
 * (on LFW it takes a tenth off the equal error rate).
 * @throws `shape-mismatch` if the network's output is not 68 points, x, y in 0..1 of the crop; `no-face` if the five are not finite.
 */
export async function findLandmarks(network: FaceNetwork, pixels: Pixels, box: Box): Promise<Point[]> {
  const [left, right] = await findInCrop(network, pixels, box, 0);
  return findInCrop(network, pixels, box, Math.atan2(right!.y - left!.y, right!.x - left!.x));
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
  const [points] = Object.values(await network.run(warp(pixels, toCrop, CROP, CROP)));
  const toPicture = invertSimilarity(toCrop);
  const five = fivePoints(points);
  if (!five.every((point) => Number.isFinite(point.x) && Number.isFinite(point.y))) {
    throw new KinfoldError(
      'no-face',
      `findLandmarks: the points in the box of ${Math.round(box.width)}×${Math.round(box.height)} pixels at (${Math.round(box.x)}, ${Math.round(box.y)}) are not finite; use a picture where the face is lit and seen from the front`,
    );
  }
  return five.map((point) => applySimilarity(toPicture, { x: point.x * CROP - 0.5, y: point.y * CROP - 0.5 }));
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
