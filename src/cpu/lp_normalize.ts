import { type LineParams, linesOf } from './lines.js';
import type { Vector } from './twin.js';

/** A line whose norm is not above this has no direction. */
const SMALLEST_NORM = 1e-12;

interface NormParams extends LineParams {
  p: number;
}

/** y = x / max(‖x‖, 1e-12) along each line, ‖x‖ = (Σ |x|ᵖ)^(1/p); leaves 1 / ‖x‖ [lines], 0 where ‖x‖ ≤ 1e-12. */
export function forward({ x, y, inverse_norm }: Record<'x' | 'y' | 'inverse_norm', Vector>, params: NormParams): void {
  for (const { line, places } of linesOf(params)) {
    const norm = places.reduce((sum, at) => sum + Math.abs(x[at]!) ** params.p, 0) ** (1 / params.p);
    for (const at of places) y[at] = x[at]! / Math.max(norm, SMALLEST_NORM);
    inverse_norm[line] = norm > SMALLEST_NORM ? 1 / norm : 0;
  }
}

/** d_x = (d_y − n · Σ y · d_y) / ‖x‖, n = sign(y) for p = 1 and y for p = 2; zero for a line without a direction. */
export function d_input(
  { d_y, y, inverse_norm, d_x }: Record<'d_y' | 'y' | 'inverse_norm' | 'd_x', Vector>,
  params: NormParams,
): void {
  for (const { line, places } of linesOf(params)) {
    const along = places.reduce((sum, at) => sum + y[at]! * d_y[at]!, 0);
    for (const at of places) {
      const normal = params.p === 1 ? Math.sign(y[at]!) : y[at]!;
      d_x[at] = (d_y[at]! - normal * along) * inverse_norm[line]!;
    }
  }
}
