import { type AxisParams, axesOf, place, walk } from './axes.js';
import type { Vector } from './twin.js';

/** y = scale · Σ x over some axes, or √(Σ x²) for `norm` = 1. */
export function forward({ x, y }: Record<'x' | 'y', Vector>, params: AxisParams): void {
  const { width, step, scale, norm } = params as Record<'width' | 'step' | 'scale' | 'norm', number>;
  const [strides, blocks, blockStrides] = ['stride', 'block_size', 'block_stride'].map((each) => axesOf(params, each));
  walk(axesOf(params, 'size'), (at, line) => {
    const first = place(at, strides!);
    let sum = 0;
    walk(blocks!, (block) => {
      const from = first + place(block, blockStrides!);
      for (let i = 0; i < width; i++) sum += norm ? x[from + i * step]! ** 2 : x[from + i * step]!;
    });
    y[line] = norm ? Math.sqrt(sum) : scale * sum;
  });
}

/** d_x = scale · d_y of its line. */
export function d_input({ d_y, d_x }: Record<'d_y' | 'd_x', Vector>, params: AxisParams): void {
  const strides = axesOf(params, 'stride');
  walk(axesOf(params, 'size'), (at, i) => {
    d_x[i] = params['scale']! * d_y[place(at, strides)]!;
  });
}

/** d_x = d_y · x / y of its line, and 0 where y is 0. */
export function d_input_l2({ d_y, x, y, d_x }: Record<'d_y' | 'x' | 'y' | 'd_x', Vector>, params: AxisParams): void {
  const strides = axesOf(params, 'stride');
  walk(axesOf(params, 'size'), (at, i) => {
    const line = place(at, strides);
    d_x[i] = y[line]! > 0 ? (d_y[line]! * x[i]!) / y[line]! : 0;
  });
}
