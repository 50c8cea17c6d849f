import type { Vector } from './twin.js';

export type AdamBuffers = Record<'gradient' | 'control' | 'parameters' | 'm' | 'v', Vector>;

export interface AdamMoments {
  count: number;
  beta1: number;
  beta2: number;
  gain1: number;
  gain2: number;
  step_size: number;
  root_correction: number;
  epsilon: number;
}

/** Moves both moments of word `i` by the gradient `g` and returns the step to subtract. */
export function adamStep({ m, v }: AdamBuffers, params: AdamMoments, i: number, g: number): number {
  m[i] = params.beta1 * m[i]! + params.gain1 * g;
  v[i] = params.beta2 * v[i]! + params.gain2 * g * g;
  return (params.step_size * m[i]!) / (Math.sqrt(v[i]!) / params.root_correction + params.epsilon);
}

/** Adam with weight decay as a gradient. */
export function update(buffers: AdamBuffers, params: AdamMoments & { weight_decay: number }): void {
  const { gradient, control, parameters } = buffers;
  if (control[2] !== 0) return;
  for (let i = 0; i < params.count; i++) {
    const g = control[1]! * gradient[i]! + params.weight_decay * parameters[i]!;
    parameters[i]! -= adamStep(buffers, params, i, g);
  }
}
