import forwardCode from '../../shaders/noise.forward.wgsl';
import { KinfoldError } from '../errors.js';
import { defineKernel } from '../gpu/kernel.js';
import { type Dispatch, foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { elements, type NodeOp } from './node.js';
import { onlyInput } from './shape.js';

export const noiseForward = defineKernel({
  name: 'noise.forward',
  code: forwardCode,
  params: { count: 'u32', sigma: 'f32', seed: 'u32', step: 'u32' },
  bindings: { x: 'read', y: 'read_write' },
});

export interface NoiseOptions {
  readonly count: number;
  /** Standard deviation of the noise, 0 or more. */
  readonly sigma: number;
  /** Integer in [0, 2³²). */
  readonly seed: number;
  /** Integer in [0, 2³²): each step draws other numbers. */
  readonly step: number;
}

/** y = x + sigma · n, n standard normal; the returned dispatch takes a new `step` before each run. */
export function forward(
  recorder: Recorder,
  buffers: Record<'x' | 'y', Slice>,
  { count, sigma, seed, step }: NoiseOptions,
  workgroup = 64,
): Dispatch {
  return recorder.dispatch(noiseForward, {
    buffers,
    params: { count, sigma, seed, step },
    workgroups: foldedGroups(count, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}

/** Adds normal noise in training. Attributes `sigma` (standard deviation) and `seed` (give each node its own; default 0). */
export const node: NodeOp = {
  shape: (name, inputs, { sigma, seed = 0 }) => {
    if (sigma === undefined || !(sigma >= 0 && sigma < Number.POSITIVE_INFINITY)) {
      throw new KinfoldError('argument-invalid', `${name}: sigma is ${sigma}, expected a number of 0 or more`);
    }
    if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
      throw new KinfoldError('argument-invalid', `${name}: seed is ${seed}, expected an integer from 0 to 2^32 - 1`);
    }
    return onlyInput(name, inputs);
  },
  parameters: () => ({}),
  saved: () => ({}),
  keeps: { inputs: false, output: false },
  trainingOnly: true,
  forward(recorder, { rows, attributes: { sigma, seed = 0 }, inputs: [x], output }) {
    const options = { count: rows * elements(output.shape), sigma: sigma!, seed, step: 0 };
    forward(recorder, { x: x!.slice, y: output.slice }, options);
  },
  backward(recorder, { dOutput, dInputs: [d_x] }) {
    if (d_x && d_x.buffer !== dOutput.buffer) recorder.copy(dOutput, d_x);
  },
};
