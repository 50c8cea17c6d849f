import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import * as guard from '../../src/ops/guard.js';
import type { LinearShape } from '../../src/ops/linear.js';
import { runOnBoth } from '../support/both.js';
import { openTestGpu } from '../support/gpu.js';
import { climb } from '../support/ladder.js';
import { numbers, sizes } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

/** What a row may hold instead of features, at one place or at all; 1e19 squared lies within f32, 1e20 squared does not. */
const wild = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e20, -3e38];

function tensors({ rows, outputs }: LinearShape, x: Float64Array, seed: number) {
  return {
    x: { data: x },
    embeddings: { data: numbers(seed, rows * outputs) },
    y: { length: rows * outputs },
  };
}

/** Every third row is zero, every third has something wild in one place. */
function features({ rows, inputs }: LinearShape, seed: number): Float64Array {
  const x = numbers(seed, rows * inputs, 0.5, 1.5);
  for (let row = seed % 3; row < rows; row += 3) x.fill(0, row * inputs, (row + 1) * inputs);
  for (let row = (seed + 1) % 3; row < rows; row += 3) {
    x[row * inputs + ((seed + row) % inputs)] = wild[(seed + row) % wild.length]!;
  }
  return x;
}

describe('the guard on the GPU', () => {
  climb(() => gpu, {
    shapes: fc.record({ rows: sizes(8), inputs: sizes(64), outputs: sizes(64) }),
    fixed: { rows: 33, inputs: 197, outputs: 131 },
    tensors: (shape, seed) => tensors(shape, features(shape, seed), seed + 1),
    record: (shape, workgroup) => (recorder, s) => guard.forward(recorder, s, shape, workgroup),
    outputs: ['y'],
    // A copy or zeros.
    tolerance: () => ({ relative: 0, absolute: 0 }),
  });

  /** One row of features: whether its embedding came through, and nothing but that. */
  async function passes(x: readonly number[]): Promise<boolean> {
    const shape = { rows: 1, inputs: x.length, outputs: 5 };
    const both = await runOnBoth(gpu, tensors(shape, Float64Array.from(x), 3), (recorder, s) =>
      guard.forward(recorder, s, shape),
    );
    expect([...both.gpu.y]).toEqual([...both.cpu.y]);
    const passed = both.gpu.y.some((value) => value !== 0);
    expect([...both.gpu.y]).toEqual(passed ? [...both.gpu.embeddings] : [0, 0, 0, 0, 0]);
    return passed;
  }

  it.each(wild)('stops features with %d, in whichever lane', async (value) => {
    for (const at of [0, 63, 64, 129]) {
      const x = new Array(130).fill(1);
      x[at] = value;
      expect(await passes(x)).toBe(false);
    }
  });

  it('stops zeros, subnormal numbers and what l2_normalize takes for zero, and nothing longer', async () => {
    expect(await passes([0, -0, 0])).toBe(false);
    expect(await passes([1e-40, 0, 0])).toBe(false);
    expect(await passes([0, 9e-13, 0])).toBe(false);
    expect(await passes([0, 2e-12, 0])).toBe(true);
    expect(await passes([0, 1e19, 0])).toBe(true);
  });

  it('stops a sum of squares that f32 cannot hold, though every square is finite', async () => {
    expect(await passes([1.5e19, 1.5e19])).toBe(false);
    expect(await passes(new Array(130).fill(1.5e19))).toBe(false);
    expect(await passes([1.5e19, 0])).toBe(true);
  });
});
