import dInputCode from '../../shaders/layer_norm.d_input.wgsl';
import dWeightCode from '../../shaders/layer_norm.d_weight.wgsl';
import forwardCode from '../../shaders/layer_norm.forward.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import { foldedGroups, groups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { integerOf } from './attributes.js';
import { cutRows, oneChunk, scratchOfRows, sumInTwoStages } from './chunks.js';
import { epsilonOf } from './epsilon.js';
import { summingLanes } from './lanes.js';
import * as linear from './linear.js';
import { type Attributes, elements, type NodeOp, type Shape } from './node.js';
import { onlyInput, type RowShape } from './shape.js';

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
  params: { rows: 'u32', width: 'u32', chunk: 'u32' },
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

type DWeightBuffers = Record<'d_y' | 'x' | 'mean' | 'rstd' | 'd_weight', Slice> & { readonly sums?: Slice | undefined };

/**
 * d_weight += Σ_rows d_y · x̂; adds to d_weight [width]. Many rows are summed in two stages, given `sums` (see `cutRows`). The
 * bias's gradient is `linear.dBias`.
 */
export function dWeight(
  recorder: Recorder,
  { d_weight, sums, ...buffers }: DWeightBuffers,
  { rows, width }: RowShape,
  workgroup = 64,
): void {
  const chunks = sums ? cutRows(rows, width) : oneChunk(rows);
  sumInTwoStages(recorder, chunks, { partials: sums, out: d_weight }, (out) =>
    recorder.dispatch(layerNormDWeight, {
      buffers: { ...buffers, d_weight: out },
      params: { rows, width, chunk: chunks.chunk },
      workgroups: [groups(width, workgroup), chunks.chunks, 1],
      overrides: { WORKGROUP: workgroup },
    }),
  );
}

/** Attribute `axes`: how many trailing axes are normalised over together, default 1. Gives their shape. */
function trailing(name: string, shape: Shape, attributes: Attributes): Shape {
  return shape.slice(-integerOf(name, attributes, 'axes', { fallback: 1, least: 1, most: shape.length }));
}

/** The tensor seen as rows of those axes. */
function rowsOf(name: string, rows: number, shape: Shape, attributes: Attributes): RowShape {
  const width = elements(trailing(name, shape, attributes));
  return { rows: (rows * elements(shape)) / width, width };
}

/**
 * Layer normalisation over the last `axes` axes. Attributes `axes` (default 1) and `epsilon` (added to the variance, default
 * 1e-5); weight and bias have the shape of those axes.
 */
export const node: NodeOp = {
  shape: (name, inputs, attributes) => {
    epsilonOf(name, attributes);
    const input = onlyInput(name, inputs);
    trailing(name, input, attributes);
    return input;
  },
  parameters: ([input], attributes) => {
    const shape = trailing('layerNorm', input!, attributes);
    return { weight: shape, bias: shape };
  },
  saved: ([input], attributes) => {
    const { rows } = rowsOf('layerNorm', 1, input!, attributes);
    return { mean: rows, rstd: rows };
  },
  // One after the other: the sums of the weight's gradient, then those of the bias's.
  scratch: (direction, rows, [input], attributes) =>
    direction === 'backward' ? scratchOfRows(rowsOf('layerNorm', rows, input!, attributes)) : {},
  keeps: { inputs: true, output: false },
  forward(recorder, { name, rows, attributes, inputs: [x], output, parameters, saved }) {
    const { weight, bias } = parameters;
    const { mean, rstd } = saved;
    const shape = { ...rowsOf(name, rows, output.shape, attributes), epsilon: epsilonOf(name, attributes) };
    const buffers = { x: x!.slice, weight: weight!, bias: bias!, y: output.slice, mean: mean!, rstd: rstd! };
    forward(recorder, buffers, shape);
  },
  backward(recorder, call) {
    const { name, rows, attributes, inputs, output, parameters, saved, dOutput: d_y, dParameters } = call;
    const [x] = inputs;
    const [d_x] = call.dInputs;
    const shape = rowsOf(name, rows, output.shape, attributes);
    const { weight: d_weight, bias: d_bias } = dParameters;
    const { sums } = call.scratch;
    const forwards = { d_y, x: x!.slice, mean: saved['mean']!, rstd: saved['rstd']! };
    if (d_x) dInput(recorder, { ...forwards, weight: parameters['weight']!, d_x }, shape);
    if (d_weight) dWeight(recorder, { ...forwards, d_weight, sums }, shape);
    if (d_bias) linear.dBias(recorder, { d_y, d_bias, sums }, { rows: shape.rows, outputs: shape.width });
  },
};
