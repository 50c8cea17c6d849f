import type { Vector } from './twin.js';

/** y = a + b. */
export function forward({ a, b, y }: { a: Vector; b: Vector; y: Vector }, { count }: { count: number }): void {
  for (let i = 0; i < count; i++) y[i] = a[i]! + b[i]!;
}
