import { type AxisParams, axesOf, place, walk } from './axes.js';
import type { Vector } from './twin.js';

/** y[slice] = Σ_tap x1[slice, tap] · x2[slice, tap]; y [slices, rows, columns]. */
export function forward({ x1, x2, y }: Record<'x1' | 'x2' | 'y', Vector>, params: AxisParams): void {
  const { rows, columns, depth, taps, a_m, a_k, b_n, b_k } = params as Record<
    'rows' | 'columns' | 'depth' | 'taps' | 'a_m' | 'a_k' | 'b_n' | 'b_k',
    number
  >;
  const sums = new Float64Array(rows * columns);
  const [aStrides, bStrides] = [axesOf(params, 'a_stride'), axesOf(params, 'b_stride')];
  walk(axesOf(params, 'size'), (at, matrix) => {
    if (matrix % taps === 0) sums.fill(0);
    const [a_start, b_start] = [place(at, aStrides), place(at, bStrides)];
    for (let m = 0; m < rows; m++) {
      for (let k = 0; k < depth; k++) {
        const factor = x1[a_start + m * a_m + k * a_k]!;
        for (let n = 0; n < columns; n++) sums[m * columns + n]! += factor * x2[b_start + n * b_n + k * b_k]!;
      }
    }
    if (matrix % taps === taps - 1) y.set(sums, Math.floor(matrix / taps) * rows * columns);
  });
}
