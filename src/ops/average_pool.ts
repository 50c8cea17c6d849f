import dInputCode from '../../shaders/average_pool.d_input.wgsl';
import dInputQuadsCode from '../../shaders/average_pool.d_input_quads.wgsl';
import forwardCode from '../../shaders/average_pool.forward.wgsl';
import forwardQuadsCode from '../../shaders/average_pool.forward_quads.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import type { Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { integerOf } from './attributes.js';
import { type Attributes, elements, type NodeOp } from './node.js';
import { poolShape, poolWindow, windowParams, windowParamsOf } from './pool.js';
import { dispatchUnits } from './units.js';
import type { Window } from './window.js';

const params = {
  ...windowParams,
  count_top: 'u32',
  count_bottom: 'u32',
  count_left: 'u32',
  count_right: 'u32',
} as const;
const forwardOf = { params, bindings: { x: 'read', y: 'read_write' } } as const;
const dInputOf = { params, bindings: { d_y: 'read', d_x: 'read_write' } } as const;

export const averagePoolForward = defineKernel({ name: 'average_pool.forward', code: forwardCode, ...forwardOf });
export const averagePoolForwardQuads = defineKernel({
  name: 'average_pool.forward_quads',
  code: forwardQuadsCode,
  ...forwardOf,
});
export const averagePoolDInput = defineKernel({ name: 'average_pool.d_input', code: dInputCode, ...dInputOf });
export const averagePoolDInputQuads = defineKernel({
  name: 'average_pool.d_input_quads',
  code: dInputQuadsCode,
  ...dInputOf,
});

/** `countPadding`: divide by the cells in the padded input and not only by those in the input. */
export type AverageWindow = Window & { readonly countPadding: boolean };

function paramsOf({ countPadding, ...window }: AverageWindow): Record<keyof typeof params, number> {
  const { input, padsBegin, padsEnd } = window;
  const low = (axis: 0 | 1) => (countPadding ? 0 : padsBegin[axis]);
  const high = (axis: 0 | 1) => padsBegin[axis] + input[axis] + (countPadding ? padsEnd[axis] : 0);
  const counted = { count_top: low(0), count_bottom: high(0), count_left: low(1), count_right: high(1) };
  return { ...windowParamsOf(window), ...counted };
}

/** y = Σ cells of the window / cells that count. x and y [pictures, height, width, channels]. */
export function forward(
  recorder: Recorder,
  buffers: Record<'x' | 'y', Slice>,
  window: AverageWindow,
  workgroup = 64,
): void {
  dispatchUnits(recorder, [averagePoolForward, averagePoolForwardQuads], {
    items: window.pictures * elements(window.output),
    buffers,
    params: paramsOf(window),
    workgroup,
  });
}

/** d_x = Σ d_y / cells that count, over the windows on a cell; overwrites d_x. */
export function dInput(
  recorder: Recorder,
  buffers: Record<'d_y' | 'd_x', Slice>,
  window: AverageWindow,
  workgroup = 64,
): void {
  dispatchUnits(recorder, [averagePoolDInput, averagePoolDInputQuads], {
    items: window.pictures * elements(window.input),
    buffers,
    params: paramsOf(window),
    workgroup,
  });
}

const countsPadding = (name: string, attributes: Attributes) =>
  integerOf(name, attributes, 'countPadding', { fallback: 0, most: 1 }) === 1;

/**
 * The mean of each window, channels last. Attributes: those of `windowOf`; `ceil` 0 or 1 (default 0); `countPadding` 0 or 1
 * (default 0): whether cells in the padding count in the divisor, as zeros. What a last window of `ceil` has behind the
 * padding never does (PyTorch, and ONNX from opset 19 on).
 */
export const node: NodeOp = {
  shape: (name, inputs, attributes) => {
    countsPadding(name, attributes);
    return poolShape(name, inputs, attributes);
  },
  parameters: () => ({}),
  saved: () => ({}),
  keeps: { inputs: false, output: false },
  forward(recorder, { name, rows, attributes, inputs: [x], output }) {
    const window = poolWindow(name, rows, [x!.shape], attributes);
    const countPadding = countsPadding(name, attributes);
    forward(recorder, { x: x!.slice, y: output.slice }, { ...window, countPadding });
  },
  backward(recorder, { name, rows, attributes, inputs: [x], dOutput: d_y, dInputs: [d_x] }) {
    const window = poolWindow(name, rows, [x!.shape], attributes);
    if (d_x) dInput(recorder, { d_y, d_x }, { ...window, countPadding: countsPadding(name, attributes) });
  },
};
