import dInputCode from '../../shaders/prelu.d_input.wgsl';
import dSlopeCode from '../../shaders/prelu.d_slope.wgsl';
import forwardCode from '../../shaders/prelu.forward.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import { foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import type { NodeOp } from './node.js';
import { onlyInput, type RowShape, rowShape } from './shape.js';

export const preluForward = defineKernel({
  name: 'prelu.forward',
  code: forwardCode,
  params: { rows: 'u32', width: 'u32' },
  bindings: { x: 'read', slope: 'read', y: 'read_write' },
});

export const preluDInput = defineKernel({
  name: 'prelu.d_input',
  code: dInputCode,
  params: { rows: 'u32', width: 'u32' },
  bindings: { d_y: 'read', x: 'read', slope: 'read', d_x: 'read_write' },
});

export const preluDSlope = defineKernel({
  name: 'prelu.d_slope',
  code: dSlopeCode,
  params: { rows: 'u32', width: 'u32' },
  bindings: { d_y: 'read', x: 'read', d_slope: 'read_write' },
});

/** y = x > 0 ? x : slope · x. x and y [rows, width], slope [width]. */
export function forward(
  recorder: Recorder,
  buffers: Record<'x' | 'slope' | 'y', Slice>,
  { rows, width }: RowShape,
  workgroup = 64,
): void {
  recorder.dispatch(preluForward, {
    buffers,
    params: { rows, width },
    workgroups: foldedGroups(rows * width, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}

/** d_x = x > 0 ? d_y : slope · d_y; overwrites d_x [rows, width]. At x = 0 the factor is the slope, as in PyTorch. */
export function dInput(
  recorder: Recorder,
  buffers: Record<'d_y' | 'x' | 'slope' | 'd_x', Slice>,
  { rows, width }: RowShape,
  workgroup = 64,
): void {
  recorder.dispatch(preluDInput, {
    buffers,
    params: { rows, width },
    workgroups: foldedGroups(rows * width, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}

/** d_slope += Σ_rows (x > 0 ? 0 : x · d_y); adds to d_slope [width]. */
export function dSlope(
  recorder: Recorder,
  buffers: Record<'d_y' | 'x' | 'd_slope', Slice>,
  { rows, width }: RowShape,
  workgroup = 64,
): void {
  recorder.dispatch(preluDSlope, {
    buffers,
    params: { rows, width },
    workgroups: foldedGroups(width, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}

/** The parametric rectified linear unit (K. He et al., 2015), one slope a channel; channels are the last axis. */
export const node: NodeOp = {
  shape: (name, inputs) => onlyInput(name, inputs),
  parameters: ([input]) => ({ slope: [input!.at(-1)!] }),
  saved: () => ({}),
  keeps: { inputs: true, output: false },
  forward(recorder, { rows, inputs: [x], output, parameters }) {
    const buffers = { x: x!.slice, slope: parameters['slope']!, y: output.slice };
    forward(recorder, buffers, rowShape(rows, output.shape));
  },
  backward(recorder, { rows, inputs: [x], output, parameters, dOutput: d_y, dInputs: [d_x], dParameters }) {
    const shape = rowShape(rows, output.shape);
    if (d_x) dInput(recorder, { d_y, x: x!.slice, slope: parameters['slope']!, d_x }, shape);
    if (dParameters['slope']) dSlope(recorder, { d_y, x: x!.slice, d_slope: dParameters['slope'] }, shape);
  },
};
