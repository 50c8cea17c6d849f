import type { Vector } from './twin.js';

/** y[row] = bank[indices[row]]; zeros where the index is `count` or more. bank [count, width], y [rows, width]. */
export function forward(
  { bank, indices, y }: { bank: Vector; indices: Uint32Array; y: Vector },
  { rows, width, count }: { rows: number; width: number; count: number },
): void {
  for (let row = 0; row < rows; row++) {
    const index = indices[row]!;
    const target = y.subarray(row * width, (row + 1) * width);
    if (index < count) target.set(bank.subarray(index * width, (index + 1) * width));
    else target.fill(0);
  }
}
