import type { Vector } from './twin.js';

/** In `negatives`: the pair (i, j) has no triplet. */
export const NONE = 0xffffffff;

interface Buffers {
  distances: Vector;
  labels: Uint32Array;
  negatives: Uint32Array;
}

/** The hardest positive of each anchor gets its hardest negative; every other pair gets NONE. Ties: lowest index. */
export function batch_hard({ distances, labels, negatives }: Buffers, { rows }: { rows: number }): void {
  negatives.fill(NONE, 0, rows * rows);
  for (let i = 0; i < rows; i++) {
    let positive = NONE;
    let negative = NONE;
    for (let j = 0; j < rows; j++) {
      const distance = distances[i * rows + j]!;
      if (labels[j] !== labels[i]) {
        if (negative === NONE || distance < distances[i * rows + negative]!) negative = j;
      } else if (j !== i) {
        if (positive === NONE || distance > distances[i * rows + positive]!) positive = j;
      }
    }
    if (positive !== NONE) negatives[i * rows + positive] = negative;
  }
}

/** Each anchor–positive pair gets the nearest negative with d_ap < d_an < d_ap + margin, or NONE. Ties: lowest index. */
export function semi_hard(
  { distances, labels, negatives }: Buffers,
  { rows, margin }: { rows: number; margin: number },
): void {
  negatives.fill(NONE, 0, rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      if (j === i || labels[j] !== labels[i]) continue;
      const positive = distances[i * rows + j]!;
      let nearest = positive + margin;
      for (let k = 0; k < rows; k++) {
        const negative = distances[i * rows + k]!;
        if (labels[k] === labels[i] || negative <= positive || negative >= nearest) continue;
        nearest = negative;
        negatives[i * rows + j] = k;
      }
    }
  }
}
