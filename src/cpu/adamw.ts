import { type AdamBuffers, type AdamMoments, adamStep } from './adam.js';

/** Adam with weight decay beside the gradient. */
export function update(buffers: AdamBuffers, params: AdamMoments & { decay: number }): void {
  const { gradient, control, parameters } = buffers;
  if (control[2] !== 0) return;
  for (let i = 0; i < params.count; i++) {
    const decayed = parameters[i]! - params.decay * parameters[i]!;
    parameters[i] = decayed - adamStep(buffers, params, i, control[1]! * gradient[i]!);
  }
}
