import { randomWords, salted } from './noise.js';
import type { Vector } from './twin.js';

interface Params {
  count: number;
  threshold: number;
  scale: number;
  salt: number;
  seed: number;
  step: number;
}

/** y = scale · x where the number drawn for the element is at least `threshold`, else 0; the mask is the shader's bit for bit. */
export function forward(
  { x, y }: { x: Vector; y: Vector },
  { count, threshold, scale, salt, seed, step }: Params,
): void {
  for (let i = 0; i < count; i++) {
    const kept = randomWords(i, salted(step, salt), seed)[2] >>> 8 >= threshold;
    y[i] = kept ? scale * x[i]! : 0;
  }
}
