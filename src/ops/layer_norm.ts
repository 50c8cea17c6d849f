import dInputCode from '../../shaders/layer_norm.d_input.wgsl';
import dWeightCode from '../../shaders/layer_norm.d_weight.wgsl';
import forwardCode from '../../shaders/layer_norm.forward.wgsl';
import { KinfoldError } from '../errors.js';
import { defineKernel } from '../gpu/kernel.js';
import { foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { numberOf } from './attributes.js';
import { summingLanes } from './lanes.js';
import * as linear from './linear.js';
import type { Attributes, NodeOp } from './node.js';
import { onlyInput, type RowShape, rowShape } from './shape.js';

export const layerNormForward = defineKernel({
  name: 'layer_norm.forward',
  code: forwardCode,
  params: { rows: 'u32', width: 'u32', epsilon: 'f32' },
  bindings: { x: 'read', weight: 'read', bias: 'read', y: 'read_write', mean: 'read_write', rstd: 'read_write' },
});

export const layerNormDInput = defineKernel({
  name: 'layer_norm.d_input',
  code: dInputCode,
  params: { rows: 'u32', width: 'u32' },
  bindings: { d_y: 'read', x: 'read', weight: 'read', mean: 'read', rstd: 'read', d_x: 'read_write' },
});

export const layerNormDWeight = defineKernel({
  name: 'layer_norm.d_weight',
  code: dWeightCode,
  params: { rows: 'u32', width: 'u32' },
  bindings: { d_y: 'read', x: 'read', mean: 'read', rstd: 'read', d_weight: 'read_write' },
});

/** y = (x − mean) · rstd · weight + bias by row. x and y [rows, width], weight and bias [width], mean and rstd [rows]. */
export function forward(
  recorder: Recorder,
  buffers: Record<'x' | 'weight' | 'bias' | 'y' | 'mean' | 'rstd', Slice>,
  { rows, width, epsilon }: RowShape & { readonly epsilon: number },
  workgroup = summingLanes(recorder.target),
): void {
  recorder.dispatch(layerNormForward, {
    buffers,
    params: { rows, width, epsilon },
    workgroups: foldedGroups(rows, 1, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}

/** Gradient of x; overwrites d_x [rows, width]. */
export function dInput(
  recorder: Recorder,
  buffers: Record<'d_y' | 'x' | 'weight' | 'mean' | 'rstd' | 'd_x', Slice>,
  { rows, width }: RowShape,
  workgroup = summingLanes(recorder.target),
): void {
  recorder.dispatch(layerNormDInput, {
    buffers,
    params: { rows, width },
    workgroups: foldedGroups(rows, 1, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}

/** d_weight += Σ_rows d_y · x̂; adds to d_weight [width]. The bias's gradient is `linear.dBias`. */
export function dWeight(
  recorder: Recorder,
  buffers: Record<'d_y' | 'x' | 'mean' | 'rstd' | 'd_weight', Slice>,
  { rows, width }: RowShape,
  workgroup = 64,
): void {
  recorder.dispatch(layerNormDWeight, {
    buffers,
    params: { rows, width },
    workgroups: foldedGroups(width, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}

function epsilonOf(name: string, attributes: Attributes): number {
  const epsilon = numberOf(name, attributes, 'epsilon', 1e-5);
  // Below the smallest normal f32 the root's argument could be zero.
  if (epsilon >= 1e-30) return epsilon;
  throw new KinfoldError(
    'argument-invalid',
    `${name}: epsilon is ${epsilon}, expected at least 1e-30; the usual is 1e-5`,
  );
}

/** Layer normalisation over the last axis. Attribute `epsilon`: added to the variance, default 1e-5. */
export const node: NodeOp = {
  shape: (name, inputs, attributes) => {
    epsilonOf(name, attributes);
    return onlyInput(name, inputs);
  },
  parameters: ([input]) => ({ weight: [input!.at(-1)!], bias: [input!.at(-1)!] }),
  saved: ([input]) => ({ mean: rowShape(1, input!).rows, rstd: rowShape(1, input!).rows }),
  keeps: { inputs: true, output: false },
  forward(recorder, { name, rows, attributes, inputs: [x], output, parameters, saved }) {
    const { weight, bias } = parameters;
    const { mean, rstd } = saved;
    const shape = { ...rowShape(rows, output.shape), epsilon: epsilonOf(name, attributes) };
    const buffers = { x: x!.slice, weight: weight!, bias: bias!, y: output.slice, mean: mean!, rstd: rstd! };
    forward(recorder, buffers, shape);
  },
  backward(recorder, { rows, inputs: [x], output, parameters, saved, dOutput: d_y, dInputs: [d_x], dParameters }) {
    const shape = rowShape(rows, output.shape);
    const { weight: d_weight, bias: d_bias } = dParameters;
    const forwards = { d_y, x: x!.slice, mean: saved['mean']!, rstd: saved['rstd']! };
    if (d_x) dInput(recorder, { ...forwards, weight: parameters['weight']!, d_x }, shape);
    if (d_weight) dWeight(recorder, { ...forwards, d_weight }, shape);
    if (d_bias) linear.dBias(recorder, { d_y, d_bias }, { rows: shape.rows, outputs: shape.width });
  },
};
