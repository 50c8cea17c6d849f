import { KinfoldError } from '../errors.js';
import { integerOf } from './attributes.js';
import type { Attributes, NodeOp, Shape } from './node.js';
import { type Window, windowedShape, windowOf } from './window.js';

/** `Params` of the kernels of a window, in the order of their WGSL. */
export const windowParams = {
  pictures: 'u32',
  height: 'u32',
  width: 'u32',
  channels: 'u32',
  out_height: 'u32',
  out_width: 'u32',
  kernel_height: 'u32',
  kernel_width: 'u32',
  stride_y: 'u32',
  stride_x: 'u32',
  dilation_y: 'u32',
  dilation_x: 'u32',
  pad_top: 'u32',
  pad_left: 'u32',
} as const;

export function windowParamsOf(window: Window): Record<keyof typeof windowParams, number> {
  const { pictures, channels, input, output, kernel, strides, dilations, padsBegin } = window;
  const [[height, width], [out_height, out_width], [kernel_height, kernel_width]] = [input, output, kernel];
  const [[stride_y, stride_x], [dilation_y, dilation_x], [pad_top, pad_left]] = [strides, dilations, padsBegin];
  const sizes = { pictures, height, width, channels, out_height, out_width, kernel_height, kernel_width };
  return { ...sizes, stride_y, stride_x, dilation_y, dilation_x, pad_top, pad_left };
}

/** A pool's window over `rows` rows; `ceil` 0 or 1 (default 0) rounds the output's size up. */
export function poolWindow(name: string, rows: number, inputs: readonly Shape[], attributes: Attributes): Window {
  const ceil = integerOf(name, attributes, 'ceil', { fallback: 0, most: 1 }) === 1;
  const window = windowOf(name, inputs, attributes, ceil);
  return { ...window, pictures: rows * window.pictures };
}

/** Shape of a row of a pool's output. @throws `argument-invalid` for windows that have no cell in the input at all. */
export const poolShape: NodeOp['shape'] = (name, inputs, attributes) => {
  const window = poolWindow(name, 1, inputs, attributes);
  for (const axis of [0, 1] as const) {
    for (let place = 0; place < window.output[axis]; place++) {
      if (hasCell(window, axis, place)) continue;
      throw new KinfoldError(
        'argument-invalid',
        `${name}: window ${place} ${axis === 0 ? 'down' : 'across'} lies wholly in the padding, expected a cell of the input in each; use less padding`,
      );
    }
  }
  return windowedShape(inputs[0]!, attributes, window);
};

function hasCell({ input, kernel, strides, dilations, padsBegin }: Window, axis: 0 | 1, place: number): boolean {
  const start = place * strides[axis] - padsBegin[axis];
  const first = Math.max(0, Math.ceil(-start / dilations[axis]));
  return first < kernel[axis] && start + first * dilations[axis] < input[axis];
}

/** Cells up to which an f32 counts without a gap: what a saved place can name. */
const MOST_PLACES = 2 ** 24;

/** @throws `limit-exceeded` naming the node for a window of so many cells that an f32 cannot number them. */
export function requirePlaces(name: string, cells: number): void {
  if (cells <= MOST_PLACES) return;
  throw new KinfoldError(
    'limit-exceeded',
    `${name}: the window has ${cells} cells, but a maximum's place is told up to ${MOST_PLACES}; use smaller pictures`,
  );
}
