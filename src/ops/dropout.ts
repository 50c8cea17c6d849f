import forwardCode from '../../shaders/dropout.forward.wgsl';
import { KinfoldError } from '../errors.js';
import { defineKernel } from '../gpu/kernel.js';
import { type Dispatch, foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { numberOf } from './attributes.js';
import { type Attributes, elements, type NodeOp } from './node.js';
import { seedOf } from './noise.js';
import { onlyInput } from './shape.js';

export const dropoutForward = defineKernel({
  name: 'dropout.forward',
  code: forwardCode,
  params: { count: 'u32', threshold: 'u32', scale: 'f32', salt: 'u32', seed: 'u32', step: 'u32' },
  bindings: { x: 'read', y: 'read_write' },
});

export interface DropoutOptions {
  readonly count: number;
  /** Part of the elements that become 0, in [0, 1). */
  readonly ratio: number;
  /** Integer in [0, 2³²): what sets a node apart from others with the same seed. */
  readonly salt: number;
  /** Integer in [0, 2³²). */
  readonly seed: number;
  /** Integer in [0, 2³²): each step draws another mask. */
  readonly step: number;
}

/** y = keep · x / (1 − ratio); backward too, from d_y to d_x. The returned dispatch takes a `seed` and `step` before each run. */
export function forward(
  recorder: Recorder,
  buffers: Record<'x' | 'y', Slice>,
  { count, ratio, salt, seed, step }: DropoutOptions,
  workgroup = 64,
): Dispatch {
  return recorder.dispatch(dropoutForward, {
    buffers,
    params: { count, threshold: Math.round(ratio * 2 ** 24), scale: 1 / (1 - ratio), salt, seed, step },
    workgroups: foldedGroups(Math.ceil(count / 4), workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}

function optionsOf(name: string, attributes: Attributes): Pick<DropoutOptions, 'ratio' | 'salt'> {
  const ratio = numberOf(name, attributes, 'ratio');
  if (ratio >= 0 && ratio < 1) return { ratio, salt: seedOf(name, attributes) };
  throw new KinfoldError('argument-invalid', `${name}: ratio is ${ratio}, expected a number from 0 to below 1`);
}

/**
 * Drops elements in training and scales up the others. Attributes `ratio`: part that is dropped, in [0, 1); `seed`: an integer
 * in [0, 2³²), default 0, that sets the node's mask apart from those of other nodes of the run, whose seed is the
 * trainer's. Give each node its own. Nothing is kept: backward draws the mask again.
 */
export const node: NodeOp = {
  shape: (name, inputs, attributes) => {
    optionsOf(name, attributes);
    return onlyInput(name, inputs);
  },
  parameters: () => ({}),
  saved: () => ({}),
  keeps: { inputs: false, output: false },
  trainingOnly: true,
  forward(recorder, { name, rows, attributes, inputs: [x], output }) {
    const options = { ...optionsOf(name, attributes), count: rows * elements(output.shape), seed: 0, step: 0 };
    forward(recorder, { x: x!.slice, y: output.slice }, options);
  },
  backward(recorder, { name, rows, attributes, output, dOutput, dInputs: [d_x] }) {
    const options = { ...optionsOf(name, attributes), count: rows * elements(output.shape), seed: 0, step: 0 };
    if (d_x) forward(recorder, { x: dOutput, y: d_x }, options);
  },
};
