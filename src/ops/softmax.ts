import dInputCode from '../../shaders/softmax.d_input.wgsl';
import forwardCode from '../../shaders/softmax.forward.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import type { Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { axisOf, cutLines, type LineShape, linesAlong } from './lines.js';
import type { NodeOp } from './node.js';
import { onlyInput } from './shape.js';

const params = { lines: 'u32', width: 'u32', inner: 'u32' } as const;

export const softmaxForward = defineKernel({
  name: 'softmax.forward',
  code: forwardCode,
  params,
  bindings: { x: 'read', y: 'read_write' },
});

export const softmaxDInput = defineKernel({
  name: 'softmax.d_input',
  code: dInputCode,
  params,
  bindings: { d_y: 'read', y: 'read', d_x: 'read_write' },
});

/** y = exp(x − max) / Σ exp(x − max) along each line of x and y [outer, width, inner]. */
export function forward(
  recorder: Recorder,
  buffers: Record<'x' | 'y', Slice>,
  shape: LineShape,
  workgroup?: number,
): void {
  recorder.dispatch(softmaxForward, { buffers, params: { ...shape }, ...cutLines(recorder.target, shape, workgroup) });
}

/** d_x = y · (d_y − Σ y · d_y); overwrites d_x [outer, width, inner]. */
export function dInput(
  recorder: Recorder,
  buffers: Record<'d_y' | 'y' | 'd_x', Slice>,
  shape: LineShape,
  workgroup?: number,
): void {
  recorder.dispatch(softmaxDInput, { buffers, params: { ...shape }, ...cutLines(recorder.target, shape, workgroup) });
}

/** Shares that add up to 1 along attribute `axis` of a row. */
export const node: NodeOp = {
  shape: (name, inputs, attributes) => {
    const input = onlyInput(name, inputs);
    axisOf(name, input, attributes);
    return input;
  },
  parameters: () => ({}),
  saved: () => ({}),
  keeps: { inputs: false, output: true },
  forward(recorder, { name, rows, attributes, inputs: [x], output }) {
    const axis = axisOf(name, output.shape, attributes);
    forward(recorder, { x: x!.slice, y: output.slice }, linesAlong(rows, output.shape, axis));
  },
  backward(recorder, { name, rows, attributes, output, dOutput: d_y, dInputs: [d_x] }) {
    const axis = axisOf(name, output.shape, attributes);
    if (d_x) dInput(recorder, { d_y, y: output.slice, d_x }, linesAlong(rows, output.shape, axis));
  },
};
