import dInputCode from '../../shaders/max_pool.d_input.wgsl';
import dInputQuadsCode from '../../shaders/max_pool.d_input_quads.wgsl';
import forwardCode from '../../shaders/max_pool.forward.wgsl';
import forwardQuadsCode from '../../shaders/max_pool.forward_quads.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import type { Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { elements, type NodeOp } from './node.js';
import { poolShape, poolWindow, requirePlaces, windowParams, windowParamsOf } from './pool.js';
import { dispatchUnits } from './units.js';
import type { Window } from './window.js';

const forwardOf = { params: windowParams, bindings: { x: 'read', y: 'read_write', places: 'read_write' } } as const;
const dInputOf = { params: windowParams, bindings: { d_y: 'read', places: 'read', d_x: 'read_write' } } as const;

export const maxPoolForward = defineKernel({ name: 'max_pool.forward', code: forwardCode, ...forwardOf });
export const maxPoolForwardQuads = defineKernel({
  name: 'max_pool.forward_quads',
  code: forwardQuadsCode,
  ...forwardOf,
});
export const maxPoolDInput = defineKernel({ name: 'max_pool.d_input', code: dInputCode, ...dInputOf });
export const maxPoolDInputQuads = defineKernel({ name: 'max_pool.d_input_quads', code: dInputQuadsCode, ...dInputOf });

/** y = max over each window of x, places = where in the kernel (row · width + column) it is; both of the output's shape. */
export function forward(
  recorder: Recorder,
  buffers: Record<'x' | 'y' | 'places', Slice>,
  window: Window,
  workgroup = 64,
): void {
  dispatchUnits(recorder, [maxPoolForward, maxPoolForwardQuads], {
    items: window.pictures * elements(window.output),
    buffers,
    params: windowParamsOf(window),
    workgroup,
  });
}

/** d_x = Σ d_y of the windows whose largest cell it is; overwrites d_x. */
export function dInput(
  recorder: Recorder,
  buffers: Record<'d_y' | 'places' | 'd_x', Slice>,
  window: Window,
  workgroup = 64,
): void {
  dispatchUnits(recorder, [maxPoolDInput, maxPoolDInputQuads], {
    items: window.pictures * elements(window.input),
    buffers,
    params: windowParamsOf(window),
    workgroup,
  });
}

/**
 * The largest value of each window, channels last; of equal ones the first, as in PyTorch. Attributes: those of `windowOf`,
 * and `ceil` 0 or 1 (default 0).
 *
 * Forward saves where each maximum was found. That is a word an output, and spares backward both input and output, which are
 * several times as much, and a second search of the windows.
 */
export const node: NodeOp = {
  shape: (name, inputs, attributes) => {
    const shape = poolShape(name, inputs, attributes);
    requirePlaces(name, elements(poolWindow(name, 1, inputs, attributes).kernel));
    return shape;
  },
  parameters: () => ({}),
  saved: (inputs, attributes) => ({ places: elements(poolShape('maxPool', inputs, attributes)) }),
  keeps: { inputs: false, output: false },
  forward(recorder, { name, rows, attributes, inputs: [x], output, saved }) {
    const window = poolWindow(name, rows, [x!.shape], attributes);
    forward(recorder, { x: x!.slice, y: output.slice, places: saved['places']! }, window);
  },
  backward(recorder, { name, rows, attributes, inputs: [x], saved, dOutput: d_y, dInputs: [d_x] }) {
    const window = poolWindow(name, rows, [x!.shape], attributes);
    if (d_x) dInput(recorder, { d_y, places: saved['places']!, d_x }, window);
  },
};
