import type { Point } from '../image/warp.js';

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
  /** Eyes, nose, and corners (YuNet) or middle (BlazeFace) of the mouth, the left one in the picture first, where the detector finds them too. */
  readonly points?: readonly Point[];
}

/** Non-maximum suppression: keeps the most confident of boxes that overlap. Equal scores: the earlier one first. */
export function suppress(candidates: readonly Candidate[], maxOverlap: number): Candidate[] {
  return heaps(candidates, maxOverlap).map(([first]) => first);
}

/**
 * Non-maximum suppression that keeps of boxes that overlap their mean, weighted by score, under the highest score
 * (V. Bazarevsky et al., "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs", 2019, section 3.4).
 * Every candidate has as many points as the others.
 */
export function blend(candidates: readonly Candidate[], maxOverlap: number): Candidate[] {
  return heaps(candidates, maxOverlap).map((heap) => {
    const total = heap.reduce((sum, { score }) => sum + score, 0);
    const mean = (of: (candidate: Candidate) => number) =>
      heap.reduce((sum, candidate) => sum + candidate.score * of(candidate), 0) / total;
    return {
      box: {
        x: mean(({ box }) => box.x),
        y: mean(({ box }) => box.y),
        width: mean(({ box }) => box.width),
        height: mean(({ box }) => box.height),
      },
      score: heap[0].score,
      points: heap[0].points!.map((_, index) => ({
        x: mean(({ points }) => points![index]!.x),
        y: mean(({ points }) => points![index]!.y),
      })),
    };
  });
}

/** The most confident candidate and all that overlap it, then the same of the rest, and so on. */
function heaps(candidates: readonly Candidate[], maxOverlap: number): [Candidate, ...Candidate[]][] {
  const found: [Candidate, ...Candidate[]][] = [];
  for (const candidate of [...candidates].sort((a, b) => b.score - a.score)) {
    const heap = found.find(([first]) => overlap(first.box, candidate.box) > maxOverlap);
    if (heap) heap.push(candidate);
    else found.push([candidate]);
  }
  return found;
}

/** Intersection over union of two boxes, 0..1. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const intersection = width * height;
  return intersection / (a.width * a.height + b.width * b.height - intersection);
}

/** Square pixels of a box that lie in the picture. */
export function visibleArea(
  { x, y, width, height }: Box,
  picture: { readonly width: number; readonly height: number },
): number {
  const across = Math.min(x + width, picture.width) - Math.max(x, 0);
  const down = Math.min(y + height, picture.height) - Math.max(y, 0);
  return Math.max(0, across) * Math.max(0, down);
}
