import { KinfoldError } from '../errors.js';
import type { Slice } from '../gpu/tensor.js';

// What Adam and AdamW have in common: two moments of the gradient. They differ in where the weight decay goes.

export const momentFields = {
  count: 'u32',
  beta1: 'f32',
  beta2: 'f32',
  gain1: 'f32',
  gain2: 'f32',
  step_size: 'f32',
  root_correction: 'f32',
  epsilon: 'f32',
} as const;

export const momentBindings = {
  gradient: 'read',
  control: 'read',
  parameters: 'read_write',
  m: 'read_write',
  v: 'read_write',
} as const;

export type MomentBuffers = Record<keyof typeof momentBindings, Slice>;

export interface AdamOptions {
  readonly learningRate: number;
  /** Decay of the first moment, in [0, 1); default 0.9. */
  readonly beta1?: number;
  /** Decay of the second moment, in [0, 1); default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the second moment, 1e-30 or more; default 1e-8. */
  readonly epsilon?: number;
  /** Adam adds weightDecay · parameter to the gradient, default 0; AdamW shrinks the parameter itself, default 0.01. */
  readonly weightDecay?: number;
}

/** The `Params` of `momentFields` but for the count, for step t = 1, 2, …; bias corrections in f64. */
export function momentParams(
  subject: string,
  { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions,
  step: number,
) {
  if (!(Number.isInteger(step) && step >= 1)) {
    throw new KinfoldError('argument-invalid', `${subject}: step is ${step}, expected an integer from 1`);
  }
  if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1 && epsilon >= 1e-30)) {
    throw new KinfoldError(
      'argument-invalid',
      `${subject}: beta1 is ${beta1}, beta2 ${beta2}, epsilon ${epsilon}; expected both betas in [0, 1) and epsilon of 1e-30 or more`,
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
