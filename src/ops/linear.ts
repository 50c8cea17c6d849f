import dBiasCode from '../../shaders/linear.d_bias.wgsl';
import dInputCode from '../../shaders/linear.d_input.wgsl';
import dWeightCode from '../../shaders/linear.d_weight.wgsl';
import forwardCode from '../../shaders/linear.forward.wgsl';
import { shapeMismatch } from '../errors.js';
import { defineKernel } from '../gpu/kernel.js';
import { groups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import type { NodeOp } from './node.js';

export const linearForward = defineKernel({
  name: 'linear.forward',
  code: forwardCode,
  params: { rows: 'u32', inputs: 'u32', outputs: 'u32' },
  bindings: { x: 'read', weight: 'read', bias: 'read', y: 'read_write' },
});

export const linearDInput = defineKernel({
  name: 'linear.d_input',
  code: dInputCode,
  params: { rows: 'u32', inputs: 'u32', outputs: 'u32' },
  bindings: { d_y: 'read', weight: 'read', d_x: 'read_write' },
});

export const linearDWeight = defineKernel({
  name: 'linear.d_weight',
  code: dWeightCode,
  params: { rows: 'u32', inputs: 'u32', outputs: 'u32' },
  bindings: { d_y: 'read', x: 'read', d_weight: 'read_write' },
});

export const linearDBias = defineKernel({
  name: 'linear.d_bias',
  code: dBiasCode,
  params: { rows: 'u32', outputs: 'u32' },
  bindings: { d_y: 'read', d_bias: 'read_write' },
});

export interface LinearShape {
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** How the kernels cut their work; the defaults are what the planner uses, tests try others. */
export interface LinearTiling {
  /** Invocations along a side of a product's workgroup: 4, 8 or 16. A block has 4 · side rows and columns. */
  readonly side: number;
  readonly workgroup: number;
}

const defaultTiling: LinearTiling = { side: 8, workgroup: 64 };

/** y = x · weightᵀ + bias. x [rows, inputs], weight [outputs, inputs], bias [outputs], y [rows, outputs]. */
export function forward(
  recorder: Recorder,
  buffers: Record<'x' | 'weight' | 'bias' | 'y', Slice>,
  shape: LinearShape,
  { side } = defaultTiling,
): void {
  recorder.dispatch(linearForward, {
    buffers,
    params: { ...shape },
    workgroups: [groups(shape.outputs, side * 4), groups(shape.rows, side * 4), 1],
    overrides: { SIDE: side },
  });
}

/** d_x = d_y · weight; overwrites d_x [rows, inputs]. */
export function dInput(
  recorder: Recorder,
  buffers: Record<'d_y' | 'weight' | 'd_x', Slice>,
  shape: LinearShape,
  { side } = defaultTiling,
): void {
  recorder.dispatch(linearDInput, {
    buffers,
    params: { ...shape },
    workgroups: [groups(shape.inputs, side * 4), groups(shape.rows, side * 4), 1],
    overrides: { SIDE: side },
  });
}

/** d_weight += d_yᵀ · x; adds to d_weight [outputs, inputs]. */
export function dWeight(
  recorder: Recorder,
  buffers: Record<'d_y' | 'x' | 'd_weight', Slice>,
  shape: LinearShape,
  { side } = defaultTiling,
): void {
  recorder.dispatch(linearDWeight, {
    buffers,
    params: { ...shape },
    workgroups: [groups(shape.inputs, side * 4), groups(shape.outputs, side * 4), 1],
    overrides: { SIDE: side },
  });
}

/** d_bias += Σ_rows d_y; adds to d_bias [outputs]. */
export function dBias(
  recorder: Recorder,
  buffers: Record<'d_y' | 'd_bias', Slice>,
  { rows, outputs }: Pick<LinearShape, 'rows' | 'outputs'>,
  { workgroup } = defaultTiling,
): void {
  recorder.dispatch(linearDBias, {
    buffers,
    params: { rows, outputs },
    workgroups: [groups(outputs, workgroup), 1, 1],
    overrides: { WORKGROUP: workgroup },
  });
}

/** A dense layer over the last axis. Attribute `outputs`: the width of the output. */
export const node: NodeOp = {
  shape: (name, [input, ...more], { outputs }) => {
    if (input?.length !== 1 || more.length > 0 || !outputs)
      throw shapeMismatch(name, input ?? [], ['width'], 'linear takes one input of flat rows');
    return [outputs];
  },
  parameters: ([input], { outputs }) => ({ weight: [outputs!, input![0]!], bias: [outputs!] }),
  saved: () => ({}),
  keeps: { inputs: true, output: false },
  forward(recorder, { rows, inputs: [x], output, parameters: { weight, bias } }) {
    const shape = { rows, inputs: x!.shape[0]!, outputs: output.shape[0]! };
    forward(recorder, { x: x!.slice, weight: weight!, bias: bias!, y: output.slice }, shape);
  },
  backward(recorder, { rows, inputs: [x], output, parameters, dOutput: d_y, dInputs: [d_x], dParameters }) {
    const shape = { rows, inputs: x!.shape[0]!, outputs: output.shape[0]! };
    if (d_x) dInput(recorder, { d_y, weight: parameters['weight']!, d_x }, shape);
    if (dParameters['weight']) dWeight(recorder, { d_y, x: x!.slice, d_weight: dParameters['weight'] }, shape);
    if (dParameters['bias']) dBias(recorder, { d_y, d_bias: dParameters['bias'] }, shape);
  },
};
