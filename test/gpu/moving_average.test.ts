import { afterAll, beforeAll, describe } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import * as movingAverage from '../../src/ops/moving_average.js';
import { openTestGpu } from '../support/gpu.js';
import { climbOptimiser } from '../support/optimiser-ladder.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

/** The average of the gradients stands for that of the weights: they change from step to step. */
describe('moving_average on the GPU', () => {
  climbOptimiser(() => gpu, {
    state: ['velocity'],
    record: (recorder, { gradient, control, velocity }, count, workgroup) =>
      movingAverage.update(recorder, { parameters: gradient, control, average: velocity }, count, 0.9, workgroup),
    params: (step) => movingAverage.movingAverageParams(0.9, step),
  });
});
