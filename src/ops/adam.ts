import updateCode from '../../shaders/adam.update.wgsl';
import { KinfoldError } from '../errors.js';
import { defineKernel } from '../gpu/kernel.js';
import { type Dispatch, foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { requireQuads } from './grad_norm.js';

export const adamUpdate = defineKernel({
  name: 'adam.update',
  code: updateCode,
  params: {
    count: 'u32',
    beta1: 'f32',
    beta2: 'f32',
    gain1: 'f32',
    gain2: 'f32',
    step_size: 'f32',
    root_correction: 'f32',
    epsilon: 'f32',
    weight_decay: 'f32',
  },
  bindings: { gradient: 'read', control: 'read', parameters: 'read_write', m: 'read_write', v: 'read_write' },
});

export interface AdamOptions {
  readonly learningRate: number;
  /** Decay of the first moment, in [0, 1); default 0.9. */
  readonly beta1?: number;
  /** Decay of the second moment, in [0, 1); default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the second moment, above 0; default 1e-8. */
  readonly epsilon?: number;
  /** Adam adds weightDecay · parameter to the gradient, default 0; AdamW shrinks the parameter itself, default 0.01. */
  readonly weightDecay?: number;
}

/** The part of Adam's `Params` that AdamW shares, for step t = 1, 2, …; bias corrections in f64. */
export function momentParams({ learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions, step: number) {
  if (!(Number.isInteger(step) && step >= 1)) {
    throw new KinfoldError('argument-invalid', `adam: step is ${step}, expected an integer from 1`);
  }
  if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1 && epsilon >= 1e-30)) {
    throw new KinfoldError(
      'argument-invalid',
      `adam: beta1 is ${beta1}, beta2 ${beta2}, epsilon ${epsilon}; expected both betas in [0, 1) and epsilon of 1e-30 or more`,
    );
  }
  return {
    beta1,
    beta2,
    gain1: 1 - beta1,
    gain2: 1 - beta2,
    step_size: learningRate / (1 - beta1 ** step),
    root_correction: Math.sqrt(1 - beta2 ** step),
    epsilon,
  };
}

/** `Params` of step t = 1, 2, …, to be set before its run. */
export function adamParams(options: AdamOptions, step: number) {
  return { ...momentParams(options, step), weight_decay: options.weightDecay ?? 0 };
}

/**
 * One step of torch.optim.Adam on `count` words, a multiple of 4, with the `Params` of step 1. `control` is the record of
 * grad_norm: the gradient is scaled by it, and a skipped step changes nothing. `m` and `v` are zero before the first step.
 */
export function update(
  recorder: Recorder,
  buffers: Record<'gradient' | 'control' | 'parameters' | 'm' | 'v', Slice>,
  count: number,
  options: AdamOptions,
  workgroup = 64,
): Dispatch {
  requireQuads('adam', count);
  return recorder.dispatch(adamUpdate, {
    buffers,
    params: { count, ...adamParams(options, 1) },
    workgroups: foldedGroups(count / 4, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}
