import { afterAll, beforeAll, describe } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import * as adam from '../../src/ops/adam.js';
import { openTestGpu } from '../support/gpu.js';
import { climbOptimiser } from '../support/optimiser-ladder.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

describe('adam on the GPU', () => {
  const options = { learningRate: 0.01, weightDecay: 0.1 };
  climbOptimiser(() => gpu, {
    state: ['m', 'v'],
    record: (recorder, slices, count, workgroup) => adam.update(recorder, slices, count, options, workgroup),
    params: (step) => adam.adamParams(options, step),
  });
});
