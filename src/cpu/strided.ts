import { type AxisParams, axesOf, place, walk } from './axes.js';
import type { Vector } from './twin.js';

type Buffers = Record<'x' | 'y', Vector>;

/** Calls `visit` with each i and first + strided(i), where strided(i) = Σ_axis coordinate(i, axis) · stride(axis). */
function visitPlaces(params: AxisParams, visit: (i: number, at: number) => void): void {
  const strides = axesOf(params, 'stride');
  walk(axesOf(params, 'size'), (at, i) => visit(i, params['first']! + place(at, strides)));
}

/** y[i] = x[first + strided(i)]. */
export function gather({ x, y }: Buffers, params: AxisParams): void {
  visitPlaces(params, (i, at) => {
    y[i] = x[at]!;
  });
}

/** y[first + strided(i)] = x[i]. */
export function scatter({ x, y }: Buffers, params: AxisParams): void {
  visitPlaces(params, (i, at) => {
    y[at] = x[i]!;
  });
}

/** `gather` of four words at a time: i, `first` and strided(i) count quads. */
export function gather_quads({ x, y }: Buffers, params: AxisParams): void {
  visitPlaces(params, (i, at) => y.set(x.subarray(4 * at, 4 * at + 4), 4 * i));
}

/** `scatter` of four words at a time. */
export function scatter_quads({ x, y }: Buffers, params: AxisParams): void {
  visitPlaces(params, (i, at) => y.set(x.subarray(4 * i, 4 * i + 4), 4 * at));
}
