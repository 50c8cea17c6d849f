import forwardCode from '../../shaders/noise.forward.wgsl';
import { KinfoldError } from '../errors.js';
import { defineKernel } from '../gpu/kernel.js';
import { type Dispatch, foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { integerOf, numberOf } from './attributes.js';
import { type Attributes, elements, type NodeOp } from './node.js';
import { onlyInput } from './shape.js';

export const noiseForward = defineKernel({
  name: 'noise.forward',
  code: forwardCode,
  params: { count: 'u32', sigma: 'f32', salt: 'u32', seed: 'u32', step: 'u32' },
  bindings: { x: 'read', y: 'read_write' },
});

export interface NoiseOptions {
  readonly count: number;
  /** Standard deviation of the noise, 0 or more. */
  readonly sigma: number;
  /** Integer in [0, 2³²): what sets a node apart from others with the same seed. */
  readonly salt: number;
  /** Integer in [0, 2³²). */
  readonly seed: number;
  /** Integer in [0, 2³²): each step draws other numbers. */
  readonly step: number;
}

/** y = x + sigma · n, n standard normal; the returned dispatch takes a new `seed` and `step` before each run. */
export function forward(
  recorder: Recorder,
  buffers: Record<'x' | 'y', Slice>,
  { count, sigma, salt, seed, step }: NoiseOptions,
  workgroup = 64,
): Dispatch {
  return recorder.dispatch(noiseForward, {
    buffers,
    params: { count, sigma, salt, seed, step },
    workgroups: foldedGroups(count, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}

export const seedOf = (name: string, attributes: Attributes) =>
  integerOf(name, attributes, 'seed', { fallback: 0, most: 2 ** 32 - 1 });

function sigmaOf(name: string, attributes: Attributes): number {
  const sigma = numberOf(name, attributes, 'sigma');
  if (sigma >= 0) return sigma;
  throw new KinfoldError('argument-invalid', `${name}: sigma is ${sigma}, expected a number of 0 or more`);
}

/**
 * Adds normal noise in training. Attributes `sigma` (standard deviation) and `seed`: an integer in [0, 2³²), default 0, that
 * sets the node's numbers apart from those of other nodes of the run, whose seed is the trainer's. Give each node its own.
 */
export const node: NodeOp = {
  shape: (name, inputs, attributes) => {
    sigmaOf(name, attributes);
    seedOf(name, attributes);
    return onlyInput(name, inputs);
  },
  parameters: () => ({}),
  saved: () => ({}),
  keeps: { inputs: false, output: false },
  trainingOnly: true,
  passesGradient: true,
  forward(recorder, { name, rows, attributes, inputs: [x], output }) {
    const [sigma, salt] = [sigmaOf(name, attributes), seedOf(name, attributes)];
    const options = { count: rows * elements(output.shape), sigma, salt, seed: 0, step: 0 };
    forward(recorder, { x: x!.slice, y: output.slice }, options);
  },
  backward(recorder, { dOutput, dInputs: [d_x] }) {
    if (d_x) recorder.copy(dOutput, d_x);
  },
};
