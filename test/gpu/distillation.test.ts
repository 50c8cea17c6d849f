import fc from 'fast-check';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import * as distillation from '../../src/ops/distillation.js';
import { toleranceFor } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { climb } from '../support/ladder.js';
import { numbers, sizes } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

describe('distillation on the GPU', () => {
  climb(() => gpu, {
    shapes: fc.record({
      first: fc.integer({ min: 0, max: 20 }),
      rows: sizes(16),
      width: sizes(16),
      count: fc.integer({ min: 1, max: 40 }),
      weight: fc.constantFrom(0.1, 1, 3),
    }),
    fixed: { first: 3, rows: 33, width: 17, count: 9, weight: 0.5 },
    // Some indices lie beyond the targets.
    tensors: ({ first, rows, width, count }, seed) => ({
      embeddings: { data: numbers(seed, (first + rows) * width) },
      targets: { data: numbers(seed + 1, count * width) },
      indices: { type: 'u32', data: Array.from(numbers(seed + 2, rows, 0, count + 2), Math.floor) },
      d_embeddings: { data: numbers(seed + 3, (first + rows) * width) },
    }),
    record: (shape, workgroup) => (recorder, s) => distillation.dEmbeddings(recorder, s, shape, workgroup),
    outputs: ['d_embeddings'],
    tolerance: () => toleranceFor(4),
  });
});
