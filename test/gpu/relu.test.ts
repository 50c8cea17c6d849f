import { afterAll, beforeAll, describe } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import * as relu from '../../src/ops/relu.js';
import { toleranceFor } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { climb } from '../support/ladder.js';
import { numbers, sizes } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

describe('relu on the GPU', () => {
  climb(() => gpu, {
    shapes: sizes(64),
    fixed: 197,
    tensors: (count, seed) => ({
      x: { data: numbers(seed, count).map((value, i) => (i % 7 === 3 ? 0 : value)) },
      d_y: { data: numbers(seed + 1, count) },
      y: { length: count },
      d_x: { length: count },
    }),
    record: (count, workgroup) => (recorder, s) => {
      relu.forward(recorder, s, count, workgroup);
      relu.dInput(recorder, s, count, workgroup);
    },
    outputs: ['y', 'd_x'],
    tolerance: () => toleranceFor(1),
  });
});
