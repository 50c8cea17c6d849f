import fc from 'fast-check';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import { addChunks } from '../../src/ops/chunks.js';
import { toleranceFor } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { climb } from '../support/ladder.js';
import { numbers, sizes } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

describe('chunk_sum on the GPU', () => {
  climb(() => gpu, {
    shapes: fc.record({
      chunks: fc.integer({ min: 1, max: 9 }),
      first: fc.integer({ min: 0, max: 5 }),
      count: sizes(64),
    }),
    fixed: { chunks: 5, first: 3, count: 131 },
    tensors: ({ chunks, first, count }, seed) => ({
      partials: { data: numbers(seed, chunks * (first + count + 1)) },
      out: { data: numbers(seed + 1, count) },
    }),
    record:
      ({ chunks, first, count }, workgroup) =>
      (recorder, s) =>
        addChunks(recorder, s, { chunks, stride: first + count + 1, first, count }, workgroup),
    outputs: ['out'],
    tolerance: ({ chunks }) => toleranceFor(chunks),
    numRuns: 8,
  });
});
