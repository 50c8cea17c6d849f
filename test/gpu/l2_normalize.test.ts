import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import * as l2Normalize from '../../src/ops/l2_normalize.js';
import { runOnBoth } from '../support/both.js';
import { expectClose, toleranceFor } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { climb } from '../support/ladder.js';
import { numbers, sizes } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const shapes = fc.record({ rows: sizes(8), width: sizes(64) });

function tensors({ rows, width }: { rows: number; width: number }, x: Float64Array, seed: number) {
  return {
    x: { data: x },
    d_y: { data: numbers(seed, rows * width) },
    y: { length: rows * width },
    inverse_norm: { length: rows },
    d_x: { length: rows * width },
  };
}

describe('l2 normalisation on the GPU', () => {
  climb(() => gpu, {
    shapes,
    fixed: { rows: 33, width: 197 },
    // Away from zero: with width 1 the gradient is a difference of equal numbers over the norm.
    tensors: (shape, seed) => tensors(shape, numbers(seed, shape.rows * shape.width, 0.5, 1.5), seed + 1),
    record: (shape, workgroup) => (recorder, s) => {
      l2Normalize.forward(recorder, s, shape, workgroup);
      l2Normalize.dInput(recorder, s, shape, workgroup);
    },
    outputs: ['y', 'inverse_norm', 'd_x'],
    tolerance: ({ width }) => toleranceFor(width),
  });

  it('gives zeros and a zero gradient for a zero vector, and a unit vector for a tiny one', async () => {
    const shape = { rows: 4, width: 3 };
    const x = Float64Array.of(0, 0, 0, 3e-11, 4e-11, 0, 1e-30, 0, 0, 3e18, 4e18, 0);
    const both = await runOnBoth(gpu, tensors(shape, x, 1), (recorder, s) => {
      l2Normalize.forward(recorder, s, shape);
      l2Normalize.dInput(recorder, s, shape);
    });
    const { y, d_x, inverse_norm } = both.gpu;
    expectClose('y', y, [0, 0, 0, 0.6, 0.8, 0, 1e-18, 0, 0, 0.6, 0.8, 0], { relative: 1e-6, absolute: 1e-25 });
    expect([...d_x.slice(0, 3), ...d_x.slice(6, 9)].every((value) => value === 0)).toBe(true);
    expectClose('inverse norm', inverse_norm, [0, 2e10, 0, 2e-19], { relative: 1e-6, absolute: 0 });
    expectClose('d_x', d_x, both.cpu.d_x, { relative: 1e-5, absolute: 0 });
  });
});
