import { KinfoldError } from '../errors.js';
import { padToRatio } from '../image/pad.js';
import type { Pixels } from '../image/picture.js';
import type { FaceNetwork } from './network.js';

/** A rectangle in pixels; (x, y) is its top left corner. It may reach beyond the picture. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A box that may hold a face. */
export interface Candidate {
  readonly box: Box;
  /** Confidence in 0..1. */
  readonly score: number;
}

export interface DetectOptions {
  /** The least confidence of a face, 0..1. Default 0.7. */
  readonly minScore?: number;
  /** Of two boxes that overlap more than this (intersection over union) the less confident is dropped. Default 0.3. */
  readonly maxOverlap?: number;
}

/** Width to height of the pictures that UltraFace was trained on: a face of another shape is missed more often. */
const RATIO = 4 / 3;

/**
 * Finds faces with an UltraFace detector, the most confident first. The picture is padded to 4:3 and the network sees
 * all of it at 320×240, so a face should be at least a twentieth of its longer side.
 * @throws `shape-mismatch` if the network's outputs are not `scores` [n, 2] and `boxes` [n, 4].
 */
export async function detectFaces(
  network: FaceNetwork,
  pixels: Pixels,
  { minScore = 0.7, maxOverlap = 0.3 }: DetectOptions = {},
): Promise<Candidate[]> {
  const { pixels: padded, left, top, scale } = padToRatio(pixels, RATIO);
  const { scores, boxes } = await network.run(padded);
  const candidates = suppress(decodeBoxes(scores, boxes, padded, minScore), maxOverlap);
  return candidates.map(({ box: { x, y, width, height }, score }) => ({
    box: { x: x / scale - left, y: y / scale - top, width: width / scale, height: height / scale },
    score,
  }));
}

/**
 * Reads a detector's outputs.
 * @param scores [n, 2]: probability of background and of face.
 * @param boxes [n, 4]: x0, y0, x1, y1 in 0..1 of the picture.
 */
export function decodeBoxes(
  scores: Float32Array | undefined,
  boxes: Float32Array | undefined,
  { width, height }: Pick<Pixels, 'width' | 'height'>,
  minScore: number,
): Candidate[] {
  if (!scores || !boxes || scores.length * 2 !== boxes.length || boxes.length % 4) {
    throw new KinfoldError(
      'shape-mismatch',
      `detectFaces: got ${scores?.length ?? 'no'} numbers of scores and ${boxes?.length ?? 'no'} of boxes but expected ` +
        '"scores" [n, 2] and "boxes" [n, 4]; use an UltraFace detector',
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

/** Non-maximum suppression: keeps the most confident of boxes that overlap. Equal scores: the earlier one first. */
export function suppress(candidates: readonly Candidate[], maxOverlap: number): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of [...candidates].sort((a, b) => b.score - a.score)) {
    if (kept.every(({ box }) => overlap(box, candidate.box) <= maxOverlap)) kept.push(candidate);
  }
  return kept;
}

/** Intersection over union of two boxes, 0..1. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const intersection = width * height;
  return intersection / (a.width * a.height + b.width * b.height - intersection);
}
