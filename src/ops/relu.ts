import dInputCode from '../../shaders/relu.d_input.wgsl';
import forwardCode from '../../shaders/relu.forward.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import { foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { elements, type NodeOp } from './node.js';
import { onlyInput } from './shape.js';

export const reluForward = defineKernel({
  name: 'relu.forward',
  code: forwardCode,
  params: { count: 'u32' },
  bindings: { x: 'read', y: 'read_write' },
});

export const reluDInput = defineKernel({
  name: 'relu.d_input',
  code: dInputCode,
  params: { count: 'u32' },
  bindings: { d_y: 'read', y: 'read', d_x: 'read_write' },
});

/** y = max(x, 0), `count` elements. */
export function forward(recorder: Recorder, buffers: Record<'x' | 'y', Slice>, count: number, workgroup = 64): void {
  recorder.dispatch(reluForward, {
    buffers,
    params: { count },
    workgroups: foldedGroups(Math.ceil(count / 4), workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}

/** d_x = d_y where y > 0, else 0; overwrites d_x. At x = 0 the gradient is 0, as in PyTorch. */
export function dInput(
  recorder: Recorder,
  buffers: Record<'d_y' | 'y' | 'd_x', Slice>,
  count: number,
  workgroup = 64,
): void {
  recorder.dispatch(reluDInput, {
    buffers,
    params: { count },
    workgroups: foldedGroups(Math.ceil(count / 4), workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}

/** The rectified linear unit, element by element; any shape. */
export const node: NodeOp = {
  shape: (name, inputs) => onlyInput(name, inputs),
  parameters: () => ({}),
  saved: () => ({}),
  keeps: { inputs: false, output: true },
  forward(recorder, { rows, inputs: [x], output }) {
    forward(recorder, { x: x!.slice, y: output.slice }, rows * elements(output.shape));
  },
  backward(recorder, { rows, output, dOutput: d_y, dInputs: [d_x] }) {
    if (d_x) dInput(recorder, { d_y, y: output.slice, d_x }, rows * elements(output.shape));
  },
};
