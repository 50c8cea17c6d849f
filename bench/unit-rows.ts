import type { Random } from '../src/cpu/random.js';

/** Embeddings to measure with: rows of length one in random directions. */
export function unitRows(random: Random, rows: number, width: number): Float32Array {
  const data = Float32Array.from({ length: rows * width }, () => random.normal());
  for (let row = 0; row < rows; row++) {
    const values = data.subarray(row * width, (row + 1) * width);
    const norm = Math.hypot(...values);
    values.forEach((value, i) => {
      values[i] = value / norm;
    });
  }
  return data;
}
