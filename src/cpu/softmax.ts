import { type LineParams, linesOf } from './lines.js';
import type { Vector } from './twin.js';

/** y = exp(x − max) / Σ exp(x − max) along each line of [outer, width, inner]. */
export function forward({ x, y }: Record<'x' | 'y', Vector>, params: LineParams): void {
  for (const { places } of linesOf(params)) {
    const highest = Math.max(...places.map((at) => x[at]!));
    const powers = places.map((at) => Math.exp(x[at]! - highest));
    const sum = powers.reduce((total, power) => total + power, 0);
    for (const [i, at] of places.entries()) y[at] = powers[i]! / sum;
  }
}

/** d_x = y · (d_y − Σ y · d_y). */
export function d_input({ d_y, y, d_x }: Record<'d_y' | 'y' | 'd_x', Vector>, params: LineParams): void {
  for (const { places } of linesOf(params)) {
    const along = places.reduce((sum, at) => sum + y[at]! * d_y[at]!, 0);
    for (const at of places) d_x[at] = y[at]! * (d_y[at]! - along);
  }
}
