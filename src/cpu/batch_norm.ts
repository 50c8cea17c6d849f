import type { Vector } from './twin.js';

/** running = momentum · running + (1 − momentum) · batch. */
export function running(
  {
    mean,
    variance,
    running_mean,
    running_variance,
  }: Record<'mean' | 'variance' | 'running_mean' | 'running_variance', Vector>,
  { channels, momentum }: { channels: number; momentum: number },
): void {
  for (let channel = 0; channel < channels; channel++) {
    running_mean[channel] = momentum * running_mean[channel]! + (1 - momentum) * mean[channel]!;
    running_variance[channel] = momentum * running_variance[channel]! + (1 - momentum) * variance[channel]!;
  }
}
