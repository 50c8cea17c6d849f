import fc from 'fast-check';

/** Mulberry32: test data from a seed, so that fast-check can shrink a failing case. */
export function numbers(seed: number, length: number, from = -1, to = 1): Float64Array {
  let state = seed >>> 0;
  return Float64Array.from({ length }, () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return from + (((t ^ (t >>> 14)) >>> 0) / 4294967296) * (to - from);
  });
}

/** Sizes around a tile: 1, tile − 1, tile, tile + 1, a prime, and anything small. */
export function sizes(tile: number): fc.Arbitrary<number> {
  return fc.oneof(fc.constantFrom(1, tile - 1, tile, tile + 1, 61), fc.integer({ min: 1, max: 2 * tile + 3 }));
}

export const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
