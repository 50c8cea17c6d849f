import { afterAll, beforeAll, describe } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import * as adamw from '../../src/ops/adamw.js';
import { openTestGpu } from '../support/gpu.js';
import { climbOptimiser } from '../support/optimiser-ladder.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

describe('adamw on the GPU', () => {
  const options = { learningRate: 0.01, weightDecay: 0.1 };
  climbOptimiser(() => gpu, {
    state: ['m', 'v'],
    record: (recorder, slices, count, workgroup) => adamw.update(recorder, slices, count, options, workgroup),
    params: (step) => adamw.adamwParams(options, step),
  });
});
