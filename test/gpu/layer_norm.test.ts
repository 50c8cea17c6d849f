import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import { cutRows } from '../../src/ops/chunks.js';
import * as layerNorm from '../../src/ops/layer_norm.js';
import { runOn } from '../support/both.js';
import { expectClose, toleranceFor } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { climb } from '../support/ladder.js';
import { numbers, sizes } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

/** Up to three chunks of rows. */
const rows = fc.oneof(sizes(8), fc.constantFrom(127, 128, 129, 193));
const shapes = fc.record({ rows, width: sizes(64) });

describe('layer norm on the GPU', () => {
  climb(() => gpu, {
    shapes,
    fixed: { rows: 131, width: 197 },
    // Off centre, so that a variance of one pass would lose its digits.
    tensors: ({ rows, width }, seed) => ({
      x: { data: numbers(seed, rows * width, 9, 11) },
      weight: { data: numbers(seed + 1, width) },
      bias: { data: numbers(seed + 2, width) },
      d_y: { data: numbers(seed + 3, rows * width) },
      d_weight: { data: numbers(seed + 4, width) },
      y: { length: rows * width },
      mean: { length: rows },
      rstd: { length: rows },
      d_x: { length: rows * width },
      sums: { length: Math.max(cutRows(rows, width).words, 1) },
    }),
    record: (shape, workgroup) => (recorder, s) => {
      layerNorm.forward(recorder, s, { ...shape, epsilon: 0.01 }, workgroup);
      layerNorm.dInput(recorder, s, shape, workgroup);
      layerNorm.dWeight(recorder, s, shape, workgroup);
    },
    outputs: ['y', 'mean', 'rstd', 'd_x', 'd_weight'],
    // The mean of numbers near 10 is rounded at 2^-20, and rstd, at most 10, multiplies that.
    tolerance: ({ rows, width }) => {
      const { relative, absolute } = toleranceFor(Math.max(rows, width));
      return { relative: relative * 16, absolute: absolute * 40 };
    },
  });

  it('gives the bias and no noise for a constant row', async () => {
    const x = { data: new Float64Array(70).fill(3) };
    const inputs = {
      x,
      weight: { data: numbers(1, 70) },
      bias: { data: numbers(2, 70) },
      y: { length: 70 },
      mean: { length: 1 },
      rstd: { length: 1 },
    };
    const shape = { rows: 1, width: 70, epsilon: 1e-5 };
    const { y, bias } = await runOn(gpu, inputs, (recorder, s) => layerNorm.forward(recorder, s, shape));
    expectClose('y', y, bias, { relative: 0, absolute: 1e-3 });
  });

  it('refuses an epsilon under which a root could be zero', () => {
    expect(() => layerNorm.node.shape('norm', [[4]], { epsilon: 0 })).toThrow(
      expect.objectContaining({ code: 'argument-invalid' }),
    );
  });
});
