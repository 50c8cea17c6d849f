import fc from 'fast-check';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import { cutRows } from '../../src/ops/chunks.js';
import * as prelu from '../../src/ops/prelu.js';
import { toleranceFor } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { climb } from '../support/ladder.js';
import { numbers, sizes } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

/** Up to three chunks of rows. */
const rows = fc.oneof(sizes(32), fc.constantFrom(127, 128, 129, 193));
const shapes = fc.record({ rows, width: sizes(64) });

describe('prelu on the GPU', () => {
  climb(() => gpu, {
    shapes,
    fixed: { rows: 131, width: 131 },
    tensors: ({ rows, width }, seed) => ({
      x: { data: numbers(seed, rows * width).map((value, i) => (i % 7 === 3 ? 0 : value)) },
      slope: { data: numbers(seed + 1, width) },
      d_y: { data: numbers(seed + 2, rows * width) },
      d_slope: { data: numbers(seed + 3, width) },
      y: { length: rows * width },
      d_x: { length: rows * width },
      sums: { length: Math.max(cutRows(rows, width).words, 1) },
    }),
    record: (shape, workgroup) => (recorder, s) => {
      prelu.forward(recorder, s, shape, workgroup);
      prelu.dInput(recorder, s, shape, workgroup);
      prelu.dSlope(recorder, s, shape, workgroup);
    },
    outputs: ['y', 'd_x', 'd_slope'],
    tolerance: ({ rows }) => toleranceFor(rows),
  });
});
