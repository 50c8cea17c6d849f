import { afterAll, beforeAll, describe } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import * as sgd from '../../src/ops/sgd.js';
import { openTestGpu } from '../support/gpu.js';
import { climbOptimiser } from '../support/optimiser-ladder.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

describe('sgd on the GPU', () => {
  const options = { learningRate: 0.05, momentum: 0.9, weightDecay: 0.01 };
  climbOptimiser(() => gpu, {
    state: ['velocity'],
    record: (recorder, slices, count, workgroup) => sgd.update(recorder, slices, count, options, workgroup),
    params: () => sgd.sgdParams(options),
  });
});
