import { KinfoldError, shapeMismatch } from '../errors.js';
import { integersOf } from './attributes.js';
import { type Attributes, elements, type Shape } from './node.js';
import { onlyInput } from './shape.js';

/** Down and across. */
export type Pair = readonly [number, number];

/**
 * A window that slides over pictures [height, width, channels], or over series [length, channels], which are pictures of
 * height 1. Along an axis, with the padding in front of the input counted in, window o has its cell k at
 * o · stride + k · dilation, and the input lies from padsBegin on.
 */
export interface Window {
  /** Pictures in a row of the tensor: the axes in front of the window's, multiplied. */
  readonly pictures: number;
  readonly channels: number;
  readonly input: Pair;
  readonly output: Pair;
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly dilations: Pair;
  readonly padsBegin: Pair;
  readonly padsEnd: Pair;
}

/**
 * Reads `kernel` ([height, width], or [length] for series), `strides` (1), `dilations` (1) and `pads` (0; ONNX's order: the
 * begin of every axis, then the end of every axis). The output has
 * ⌊(input + pads − (kernel − 1) · dilation − 1) / stride⌋ + 1 cells along an axis. With `ceil` the quotient is rounded up,
 * less a last window that would start behind the input in the padding there (ONNX and PyTorch).
 *
 * @throws `argument-invalid` for attributes that make no sense, `shape-mismatch` for an input with too few axes or one that
 * the window does not fit into; both name the node.
 */
export function windowOf(name: string, inputs: readonly Shape[], attributes: Attributes, ceil = false): Window {
  const shape = onlyInput(name, inputs);
  const kernel = integersOf(name, attributes, 'kernel', { least: 1 });
  const axes = kernel.length;
  if (axes !== 1 && axes !== 2) {
    throw new KinfoldError('argument-invalid', `${name}: kernel has ${axes} axes, expected 1 (series) or 2 (pictures)`);
  }
  if (shape.length <= axes) {
    throw shapeMismatch(
      name,
      shape,
      axes === 1 ? ['…', 'length', 'channels'] : ['…', 'height', 'width', 'channels'],
      'the window slides over the axes before the channels',
    );
  }
  const each = (key: string, fallback: number, length: number, least: number) =>
    integersOf(name, attributes, key, { fallback: Array<number>(length).fill(fallback), length, least });
  const strides = each('strides', 1, axes, 1);
  const dilations = each('dilations', 1, axes, 1);
  const pads = each('pads', 0, 2 * axes, 0);
  const spatial = shape.slice(-1 - axes, -1);
  const output = spatial.map((size, axis) => {
    const room = size + pads[axis]! + pads[axis + axes]! - (kernel[axis]! - 1) * dilations[axis]! - 1;
    if (room < 0) {
      throw shapeMismatch(
        name,
        shape,
        [
          '…',
          ...kernel.map((cells, i) => `≥ ${(cells - 1) * dilations[i]! + 1 - pads[i]! - pads[i + axes]!}`),
          'channels',
        ],
        'the window must fit into the padded input; use a smaller kernel or more padding',
      );
    }
    if (!ceil) return Math.floor(room / strides[axis]!) + 1;
    const cells = Math.ceil(room / strides[axis]!) + 1;
    return (cells - 1) * strides[axis]! >= size + pads[axis]! ? cells - 1 : cells;
  });
  const pair = (values: readonly number[], height: number): Pair =>
    axes === 1 ? [height, values[0]!] : [values[0]!, values[1]!];
  return {
    pictures: elements(shape.slice(0, -1 - axes)),
    channels: shape.at(-1)!,
    input: pair(spatial, 1),
    output: pair(output, 1),
    kernel: pair(kernel, 1),
    strides: pair(strides, 1),
    dilations: pair(dilations, 1),
    padsBegin: pair(pads, 0),
    padsEnd: pair(pads.slice(axes), 0),
  };
}

/** Shape of a row of the output of a window over `input` that leaves `channels` channels. */
export function windowedShape(input: Shape, attributes: Attributes, window: Window, channels = window.channels): Shape {
  const axes = (attributes['kernel'] as readonly number[]).length;
  return [...input.slice(0, -1 - axes), ...window.output.slice(2 - axes), channels];
}
