import type { Target } from '../gpu/backend.js';

/**
 * Invocations that share a sum through workgroup memory. On a software adapter a barrier is the dearest thing there is,
 * and grows with every vector of lanes that it stops: with 8 of them a training step spends a quarter as long in its
 * sums as with 64.
 */
export function summingLanes(target: Target): number {
  return target.isFallbackAdapter ? 8 : 64;
}
