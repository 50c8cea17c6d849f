import fc from 'fast-check';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import * as lpNormalize from '../../src/ops/lp_normalize.js';
import { toleranceFor } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { climb } from '../support/ladder.js';
import { fixedLines, lineShapes } from '../support/lines.js';
import { numbers } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const shapes = fc.tuple(lineShapes, fc.constantFrom(1, 2)).map(([shape, p]) => ({ ...shape, p }));

describe.each([1, 2])('lpNormalize on the GPU, two sizes and two runs with p = %d', (p) => {
  climb(() => gpu, {
    shapes,
    fixed: { ...fixedLines, p },
    numRuns: 6,
    tensors: ({ lines, width, inner }, seed) => ({
      // Every fifth line is zero.
      x: {
        data: numbers(seed, lines * width).map((value, i) => {
          const line = Math.floor(i / (inner * width)) * inner + (i % inner);
          return line % 5 === 1 ? 0 : value + Math.sign(value) * 0.1;
        }),
      },
      d_y: { data: numbers(seed + 1, lines * width) },
      y: { length: lines * width },
      inverse_norm: { length: lines },
      d_x: { length: lines * width },
    }),
    record: (shape, workgroup) => (recorder, s) => {
      lpNormalize.forward(recorder, s, shape, workgroup);
      lpNormalize.dInput(recorder, s, shape, workgroup);
    },
    outputs: ['y', 'inverse_norm', 'd_x'],
    // A gradient is divided by a norm of 0.1 or more.
    tolerance: ({ width }) => ({
      relative: 10 * toleranceFor(width).relative,
      absolute: 10 * toleranceFor(width).absolute,
    }),
  });
});
