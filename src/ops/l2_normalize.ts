import dInputCode from '../../shaders/l2_normalize.d_input.wgsl';
import forwardCode from '../../shaders/l2_normalize.forward.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import { foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { summingLanes } from './lanes.js';
import type { NodeOp } from './node.js';
import { onlyInput, type RowShape, rowShape } from './shape.js';

export const l2NormalizeForward = defineKernel({
  name: 'l2_normalize.forward',
  code: forwardCode,
  params: { rows: 'u32', width: 'u32' },
  bindings: { x: 'read', y: 'read_write', inverse_norm: 'read_write' },
});

export const l2NormalizeDInput = defineKernel({
  name: 'l2_normalize.d_input',
  code: dInputCode,
  params: { rows: 'u32', width: 'u32' },
  bindings: { d_y: 'read', y: 'read', inverse_norm: 'read', d_x: 'read_write' },
});

/**
 * y = x / max(‖x‖, 1e-12) by row. x and y [rows, width], inverse_norm [rows]; ‖x‖ below 1.8e19. A row of zeros gives
 * zeros, and no gradient.
 */
export function forward(
  recorder: Recorder,
  buffers: Record<'x' | 'y' | 'inverse_norm', Slice>,
  { rows, width }: RowShape,
  workgroup = summingLanes(recorder.target),
): void {
  recorder.dispatch(l2NormalizeForward, {
    buffers,
    params: { rows, width },
    workgroups: foldedGroups(rows, 1, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}

/** d_x = (d_y − y · (y · d_y)) / ‖x‖; overwrites d_x [rows, width]. */
export function dInput(
  recorder: Recorder,
  buffers: Record<'d_y' | 'y' | 'inverse_norm' | 'd_x', Slice>,
  { rows, width }: RowShape,
  workgroup = summingLanes(recorder.target),
): void {
  recorder.dispatch(l2NormalizeDInput, {
    buffers,
    params: { rows, width },
    workgroups: foldedGroups(rows, 1, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}

/** Scales the last axis to unit length. */
export const node: NodeOp = {
  shape: (name, inputs) => onlyInput(name, inputs),
  parameters: () => ({}),
  saved: ([input]) => ({ inverse_norm: rowShape(1, input!).rows }),
  keeps: { inputs: false, output: true },
  forward(recorder, { rows, inputs: [x], output, saved }) {
    const buffers = { x: x!.slice, y: output.slice, inverse_norm: saved['inverse_norm']! };
    forward(recorder, buffers, rowShape(rows, output.shape));
  },
  backward(recorder, { rows, output, saved, dOutput: d_y, dInputs: [d_x] }) {
    const shape = rowShape(rows, output.shape);
    if (d_x) dInput(recorder, { d_y, y: output.slice, inverse_norm: saved['inverse_norm']!, d_x }, shape);
  },
};
