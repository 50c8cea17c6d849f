import type { Vector } from './twin.js';

/** out += Σ_chunk partials[chunk], of the `count` elements from `first` on. */
export function accumulate(
  { partials, out }: { partials: Vector; out: Vector },
  { chunks, stride, first, count }: { chunks: number; stride: number; first: number; count: number },
): void {
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let chunk = 0; chunk < chunks; chunk++) sum += partials[chunk * stride + first + i]!;
    out[i]! += sum;
  }
}
