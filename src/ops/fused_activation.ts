import dInputCode from '../../shaders/fused_activation.d_input.wgsl';
import dInputQuadsCode from '../../shaders/fused_activation.d_input_quads.wgsl';
import forwardCode from '../../shaders/fused_activation.forward.wgsl';
import forwardQuadsCode from '../../shaders/fused_activation.forward_quads.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import { foldedGroups, groups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { choiceOf, integerOf, numberOf } from './attributes.js';
import { addChunks, cutRows } from './chunks.js';
import type { Attributes, Shape } from './node.js';
import { boundsOf } from './unary.js';
import { lanesOf } from './units.js';

const activationParams = { activation: 'u32', alpha: 'f32', low: 'f32', high: 'f32' } as const;

/** Fields of `Params` that shaders/shared/epilogue.wgsl reads. */
export const epilogueParams = { has_bias: 'u32', ...activationParams } as const;

const forwardParams = { rows: 'u32', width: 'u32', chunk: 'u32', ...epilogueParams } as const;
const forwardBindings = { z: 'read', slope: 'read', y: 'read_write' } as const;
const dInputParams = { rows: 'u32', width: 'u32', chunk: 'u32', ...activationParams } as const;
const dInputBindings = { d_y: 'read', y: 'read', slope: 'read', d_z: 'read_write', sums: 'read_write' } as const;

export const fusedActivationForward = defineKernel({
  name: 'fused_activation.forward',
  code: forwardCode,
  params: forwardParams,
  bindings: forwardBindings,
});

export const fusedActivationForwardQuads = defineKernel({
  name: 'fused_activation.forward_quads',
  code: forwardQuadsCode,
  params: forwardParams,
  bindings: forwardBindings,
});

export const fusedActivationDInput = defineKernel({
  name: 'fused_activation.d_input',
  code: dInputCode,
  params: dInputParams,
  bindings: dInputBindings,
});

export const fusedActivationDInputQuads = defineKernel({
  name: 'fused_activation.d_input_quads',
  code: dInputQuadsCode,
  params: dInputParams,
  bindings: dInputBindings,
});

/** What a product can end with, by the names of the ops that do the same alone. */
export const activations = ['relu', 'leakyRelu', 'clip', 'prelu'] as const;

/** The activation as the kernels know it; see shaders/shared/activations.wgsl. */
export interface Activation {
  readonly activation: number;
  readonly alpha: number;
  readonly low: number;
  readonly high: number;
}

const [NONE, RECTIFY, CLIP, PRELU] = [0, 1, 2, 3];
export const noActivation: Activation = { activation: NONE, alpha: 0, low: 0, high: 0 };

/** Reads `activation` and what belongs to it: `alpha` (0.01) of leakyRelu, `low` and `high` (default none) of clip. */
export function activationOf(name: string, attributes: Attributes): Activation {
  switch (choiceOf(name, attributes, 'activation', ['none', ...activations], 'none')) {
    case 'relu':
      return { ...noActivation, activation: RECTIFY };
    case 'leakyRelu':
      return { ...noActivation, activation: RECTIFY, alpha: numberOf(name, attributes, 'alpha', 0.01) };
    case 'clip':
      return { ...noActivation, activation: CLIP, ...boundsOf(name, attributes) };
    case 'prelu':
      return { ...noActivation, activation: PRELU };
    default:
      return noActivation;
  }
}

/** Shapes of the bias and the slope of a product with `outputs` channels, as far as it has them. */
export function endingParameters(name: string, attributes: Attributes, outputs: number): Record<string, Shape> {
  const hasBias = integerOf(name, attributes, 'bias', { fallback: 1, most: 1 }) === 1;
  const hasSlope = activationOf(name, attributes).activation === PRELU;
  return { ...(hasBias && { bias: [outputs] }), ...(hasSlope && { slope: [outputs] }) };
}

/** True if the sign of z, before the activation, does not show in y: the slope may be negative. Then z is kept. */
export function keepsZ({ activation, alpha }: Activation): boolean {
  return activation === PRELU || (activation === RECTIFY && alpha < 0);
}

/** What a product ends with: bias and slope where it has them. */
export interface Ending {
  readonly bias?: Slice | undefined;
  readonly slope?: Slice | undefined;
  readonly activation?: Activation | undefined;
}

/** Bindings and params of an epilogue. `other` is bound in the place of what is missing; no kernel reads it there. */
export function epilogue({ bias, slope, activation = noActivation }: Ending, other: Slice) {
  return {
    buffers: { bias: bias ?? other, slope: slope ?? other },
    params: { has_bias: bias ? 1 : 0, ...activation },
  };
}

interface Rows {
  readonly rows: number;
  readonly width: number;
}

/** Workgroups that cover chunks of rows, channel by channel or by vec4s of channels. */
function workgroupsOf({ rows, width }: Rows, workgroup: number, { target }: Recorder) {
  const { chunks } = cutRows(rows, width);
  if (lanesOf(width) === 4) return foldedGroups((chunks * width) / 4, workgroup, target);
  return [groups(width, workgroup), chunks, 1] as const;
}

/** y = activation(z). z and y [rows, width], slope [width]. */
export function forward(
  recorder: Recorder,
  { z, slope, y }: { readonly z: Slice; readonly slope?: Slice | undefined; readonly y: Slice },
  { rows, width }: Rows,
  activation: Activation,
  workgroup = 64,
): void {
  const { chunk } = cutRows(rows, width);
  recorder.dispatch(lanesOf(width) === 4 ? fusedActivationForwardQuads : fusedActivationForward, {
    buffers: { z, slope: slope ?? z, y },
    params: { rows, width, chunk, has_bias: 0, ...activation },
    workgroups: workgroupsOf({ rows, width }, workgroup, recorder),
    overrides: { WORKGROUP: workgroup },
  });
}

/**
 * d_z = activation'(z) · d_y; overwrites d_z [rows, width], and `sums` ([chunks, 2, width], see `cutRows`) with what
 * bias and slope get. `y` is z where `keepsZ`.
 */
export function dInput(
  recorder: Recorder,
  { slope, ...buffers }: Record<'d_y' | 'y' | 'd_z' | 'sums', Slice> & { readonly slope?: Slice | undefined },
  { rows, width }: Rows,
  activation: Activation,
  workgroup = 64,
): void {
  const { chunk } = cutRows(rows, width);
  recorder.dispatch(lanesOf(width) === 4 ? fusedActivationDInputQuads : fusedActivationDInput, {
    buffers: { ...buffers, slope: slope ?? buffers.y },
    params: { rows, width, chunk, ...activation },
    workgroups: workgroupsOf({ rows, width }, workgroup, recorder),
    overrides: { WORKGROUP: workgroup },
  });
}

/** Adds the sums of `dInput` to the gradients of bias and slope, [width] each; null where nobody wants them. */
export function dParameters(
  recorder: Recorder,
  { sums, d_bias, d_slope }: { readonly sums: Slice; readonly d_bias?: Slice | null; readonly d_slope?: Slice | null },
  { rows, width }: Rows,
): void {
  const { chunks } = cutRows(rows, width);
  const shape = { chunks, stride: 2 * width, count: width };
  if (d_bias) addChunks(recorder, { partials: sums, out: d_bias }, shape);
  if (d_slope) addChunks(recorder, { partials: sums, out: d_slope }, { ...shape, first: width });
}
