import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import { comparisons } from '../../src/ops/verifier.js';
import { batchOf } from '../support/batches.js';
import { openTestGpu } from '../support/gpu.js';
import { comparable, expectVerifiers, runVerifiers, verifierKinds, weightsOf } from '../support/verifier-objectives.js';

const BATCHES = 24;

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

describe('every objective with a verifier on the GPU equals plain loops', () => {
  it.each(comparisons)('%s', async (comparison) => {
    let above = 0;
    for (let index = 0; index < BATCHES; index++) {
      const batch = comparable(batchOf(index), comparison);
      const weights = weightsOf(batch.width, index);
      const results = await runVerifiers(gpu, batch, weights, verifierKinds(comparison, index));
      above += expectVerifiers(`batch ${index}`, batch, weights, results);
    }
    expect(above).toBeGreaterThan(BATCHES * 16);
    expect(gpu.counters.buffers).toBe(0);
  });
});
