import type { Vector } from './twin.js';

/** pcg3d (M. Jarzynski and M. Olano, "Hash functions for GPU rendering", 2020), bit for bit as in shared/random.wgsl. */
export function randomWords(index: number, step: number, seed: number): [number, number, number] {
  const start = (word: number) => (Math.imul(word, 1664525) + 1013904223) | 0;
  let x = start(index);
  let y = start(step);
  let z = start(seed);
  const mix = () => {
    x = (x + Math.imul(y, z)) | 0;
    y = (y + Math.imul(z, x)) | 0;
    z = (z + Math.imul(x, y)) | 0;
  };
  mix();
  x ^= x >>> 16;
  y ^= y >>> 16;
  z ^= z >>> 16;
  mix();
  return [x >>> 0, y >>> 0, z >>> 0];
}

/** The `step` under which a node with this salt draws: those of different salts are apart. */
export function salted(step: number, salt: number): number {
  return (step + Math.imul(salt, 0x85ebca6b)) >>> 0;
}

/** A standard normal number of (index, step, seed), by Box and Muller from two 24-bit uniforms. */
export function randomNormal(index: number, step: number, seed: number): number {
  const [first, second] = randomWords(index, step, seed);
  const radius = ((first >>> 8) + 1) / 2 ** 24;
  const angle = ((second >>> 8) / 2 ** 24 - 0.5) * 2 * Math.PI;
  return Math.sqrt(-2 * Math.log(radius)) * Math.cos(angle);
}

/** y = x + sigma · n. */
export function forward(
  { x, y }: { x: Vector; y: Vector },
  { count, sigma, salt, seed, step }: { count: number; sigma: number; salt: number; seed: number; step: number },
): void {
  for (let i = 0; i < count; i++) y[i] = x[i]! + sigma * randomNormal(i, salted(step, salt), seed);
}
