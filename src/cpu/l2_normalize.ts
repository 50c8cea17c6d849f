import type { Vector } from './twin.js';

interface Shape {
  rows: number;
  width: number;
}

/** A row whose sum of squares is not above this has no direction. */
export const SMALLEST_SQUARE = 1e-24;

/** y = x / max(‖x‖, 1e-12) by row; leaves 1 / ‖x‖ [rows], 0 where ‖x‖ ≤ 1e-12. */
export function forward(
  { x, y, inverse_norm }: Record<'x' | 'y' | 'inverse_norm', Vector>,
  { rows, width }: Shape,
): void {
  for (let row = 0; row < rows; row++) {
    const values = x.subarray(row * width, (row + 1) * width);
    let squares = 0;
    for (const value of values) squares += value * value;
    const inverse = 1 / Math.sqrt(Math.max(squares, SMALLEST_SQUARE));
    for (let i = 0; i < width; i++) y[row * width + i] = values[i]! * inverse;
    inverse_norm[row] = squares > SMALLEST_SQUARE ? inverse : 0;
  }
}

/** d_x = (d_y − y · (y · d_y)) / ‖x‖; zero for a row without a direction. */
export function d_input(
  { d_y, y, inverse_norm, d_x }: Record<'d_y' | 'y' | 'inverse_norm' | 'd_x', Vector>,
  { rows, width }: Shape,
): void {
  for (let row = 0; row < rows; row++) {
    let along = 0;
    for (let i = row * width; i < (row + 1) * width; i++) along += y[i]! * d_y[i]!;
    for (let i = row * width; i < (row + 1) * width; i++) d_x[i] = (d_y[i]! - y[i]! * along) * inverse_norm[row]!;
  }
}
