import { numbers } from './random.js';

/** What test/golden/mobilefacenet.py keeps of a tensor. */
export interface Digest {
  readonly norm: number;
  /** Dot products with the vectors of signs of seeds 1 and 2. */
  readonly dots: readonly [number, number];
  /** The first values. */
  readonly first: readonly number[];
}

/**
 * Fails unless norm, dot products and first values show that `got` is the tensor of the digest but for an error of
 * `relative` · ‖tensor‖ spread over all of it: that moves a dot product with random signs by about as much.
 */
export function expectDigest(name: string, got: ArrayLike<number>, expected: Digest, relative: number): void {
  const values = Array.from(got);
  const allowed = relative * expected.norm;
  const differs = (what: string, is: number, should: number, most: number) => {
    if (Math.abs(is - should) <= most) return;
    throw new Error(`${name}: ${what} is ${is}, expected ${should} ± ${most}`);
  };
  differs('the norm', Math.hypot(...values), expected.norm, allowed);
  for (const [i, dot] of expected.dots.entries()) {
    const signs = numbers(i + 1, values.length);
    const sum = values.reduce((sum, value, at) => sum + (signs[at]! < 0 ? -value : value), 0);
    differs(`the dot product with signs ${i + 1}`, sum, dot, allowed);
  }
  const each = allowed / Math.sqrt(values.length);
  for (const [i, value] of expected.first.entries()) {
    differs(`value ${i}`, values[i]!, value, each + relative * Math.abs(value));
  }
}
