import { type AxisParams, axesOf, place, walk } from './axes.js';
import type { Vector } from './twin.js';

/** The coordinate in x of coordinate `at` − begin of y, by mode (0 constant, 1 reflect, 2 edge); undefined for `value`. */
function sourceOf(mode: number, at: number, size: number): number | undefined {
  if (at >= 0 && at < size) return at;
  if (mode === 0) return undefined;
  if (mode === 2) return at < 0 ? 0 : size - 1;
  return at < 0 ? -at : 2 * (size - 1) - at;
}

/** Calls `visit` with each place of y and the place in x that it copies, undefined where it holds `value`. */
function visitCopies(params: AxisParams, visit: (y: number, x: number | undefined) => void): void {
  const sizes = axesOf(params, 'x_size');
  const begins = axesOf(params, 'begin');
  const strides = sizes.map((_, axis) => sizes.slice(axis + 1).reduce((product, size) => product * size, 1));
  walk(axesOf(params, 'y_size'), (at, i) => {
    const source = at.map((own, axis) => sourceOf(params['mode']!, own - begins[axis]!, sizes[axis]!));
    visit(i, source.every((own) => own !== undefined) ? place(source, strides) : undefined);
  });
}

/** y[at] = x[source(at − begin)], or `value` outside x. */
export function forward({ x, y }: Record<'x' | 'y', Vector>, params: AxisParams): void {
  visitCopies(params, (i, source) => {
    y[i] = source === undefined ? params['value']! : x[source]!;
  });
}

/** d_x = Σ d_y over the places of y that hold a copy of the element. */
export function d_input({ d_y, d_x }: Record<'d_y' | 'd_x', Vector>, params: AxisParams): void {
  d_x.fill(0, 0, params['count']);
  visitCopies(params, (i, source) => {
    if (source !== undefined) d_x[source]! += d_y[i]!;
  });
}
