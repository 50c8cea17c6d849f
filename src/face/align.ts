import type { Pixels } from '../image/picture.js';
import { estimateSimilarity, type Point, warp } from '../image/warp.js';

/** Sides of an aligned face. */
export const ALIGNED_SIZE = 112;

/** Where the five points of a face lie in an aligned one of 112×112, as the usual face networks were trained (ArcFace, MobileFaceNet). */
export const TEMPLATE: readonly Point[] = [
  { x: 38.2946, y: 51.6963 },
  { x: 73.5318, y: 51.5014 },
  { x: 56.0252, y: 71.7366 },
  { x: 41.5493, y: 92.3655 },
  { x: 70.7299, y: 92.2041 },
];

/**
 * Turns, scales and shifts a face so that its five points fall as near as can be on `TEMPLATE`.
 * A face whose eyes are less than some 20 pixels apart is blown up and loses by it.
 * @returns 112×112 pixels.
 * @throws `argument-invalid` if the points fall together.
 */
export function alignFace(pixels: Pixels, landmarks: readonly Point[]): Pixels {
  return warp(pixels, estimateSimilarity(landmarks, TEMPLATE), ALIGNED_SIZE, ALIGNED_SIZE);
}
