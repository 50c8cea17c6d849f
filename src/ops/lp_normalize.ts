import dInputCode from '../../shaders/lp_normalize.d_input.wgsl';
import forwardCode from '../../shaders/lp_normalize.forward.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import type { Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { integerOf } from './attributes.js';
import { axisOf, cutLines, type LineShape, linesAlong } from './lines.js';
import { type Attributes, elements, type NodeOp, type Shape } from './node.js';
import { onlyInput } from './shape.js';

const params = { lines: 'u32', width: 'u32', inner: 'u32', p: 'u32' } as const;

export const lpNormalizeForward = defineKernel({
  name: 'lp_normalize.forward',
  code: forwardCode,
  params,
  bindings: { x: 'read', y: 'read_write', inverse_norm: 'read_write' },
});

export const lpNormalizeDInput = defineKernel({
  name: 'lp_normalize.d_input',
  code: dInputCode,
  params,
  bindings: { d_y: 'read', y: 'read', inverse_norm: 'read', d_x: 'read_write' },
});

/** Lines along the middle axis and their norm: 1 for Σ |x|, 2 for √(Σ x²). */
export interface NormShape extends LineShape {
  readonly p: number;
}

/**
 * y = x / max(‖x‖, 1e-12) along each line of x and y [outer, width, inner]; inverse_norm [outer, inner]. A line of zeros
 * gives zeros, and no gradient.
 */
export function forward(
  recorder: Recorder,
  buffers: Record<'x' | 'y' | 'inverse_norm', Slice>,
  shape: NormShape,
  workgroup?: number,
): void {
  const cut = cutLines(recorder.target, shape, workgroup);
  recorder.dispatch(lpNormalizeForward, { buffers, params: { ...shape }, ...cut });
}

/** d_x = (d_y − n · Σ y · d_y) / ‖x‖, n = sign(y) for p = 1 and y for p = 2; overwrites d_x [outer, width, inner]. */
export function dInput(
  recorder: Recorder,
  buffers: Record<'d_y' | 'y' | 'inverse_norm' | 'd_x', Slice>,
  shape: NormShape,
  workgroup?: number,
): void {
  const cut = cutLines(recorder.target, shape, workgroup);
  recorder.dispatch(lpNormalizeDInput, { buffers, params: { ...shape }, ...cut });
}

function normShape(name: string, rows: number, shape: Shape, attributes: Attributes): NormShape {
  const p = integerOf(name, attributes, 'p', { fallback: 2, least: 1, most: 2 });
  return { ...linesAlong(rows, shape, axisOf(name, shape, attributes)), p };
}

/** Scales to length 1 along attribute `axis` of a row; attribute `p`, 1 or 2 (default), chooses the norm. */
export const node: NodeOp = {
  shape: (name, inputs, attributes) => {
    const input = onlyInput(name, inputs);
    normShape(name, 1, input, attributes);
    return input;
  },
  parameters: () => ({}),
  saved: ([input], attributes) => ({
    inverse_norm: elements(input!) / input![axisOf('lpNormalize', input!, attributes)]!,
  }),
  keeps: { inputs: false, output: true },
  forward(recorder, { name, rows, attributes, inputs: [x], output, saved }) {
    const buffers = { x: x!.slice, y: output.slice, inverse_norm: saved['inverse_norm']! };
    forward(recorder, buffers, normShape(name, rows, output.shape, attributes));
  },
  backward(recorder, { name, rows, attributes, output, saved, dOutput: d_y, dInputs: [d_x] }) {
    const shape = normShape(name, rows, output.shape, attributes);
    if (d_x) dInput(recorder, { d_y, y: output.slice, inverse_norm: saved['inverse_norm']!, d_x }, shape);
  },
};
