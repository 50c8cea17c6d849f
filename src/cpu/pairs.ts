import { ALL, NONE } from './mining.js';

interface Shape {
  rows: number;
  columns: number;
}

/** pairs[i, j] = 0 if i = j, else 1. pairs [rows, columns]. */
export function all({ pairs }: { pairs: Uint32Array }, { rows, columns }: Shape): void {
  pairs.fill(1, 0, rows * columns);
  for (let i = 0; i < rows; i++) pairs[i * columns + i] = 0;
}

/** How many mined triplets (i, j, negatives[i, j]) have the pair, as their positive pair or as their negative one. */
export function mined(
  { negatives, labels, pairs }: { negatives: Uint32Array; labels: Uint32Array; pairs: Uint32Array },
  { rows, columns }: Shape,
): void {
  pairs.fill(0, 0, rows * columns);
  for (let i = 0; i < rows; i++) {
    const row = pairs.subarray(i * columns, (i + 1) * columns);
    for (let j = 0; j < columns; j++) {
      const n = negatives[i * columns + j]!;
      for (let k = 0; k < columns; k++) {
        if (n === NONE || labels[k] === labels[i] || (n !== ALL && n !== k)) continue;
        row[j]! += 1;
        row[k]! += 1;
      }
    }
  }
}
