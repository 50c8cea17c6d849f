import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import { pairLosses } from '../../src/metric/objective/pair-loss.js';
import { batchOf, shapes } from '../support/batches.js';
import { expectPairObjectives, pairKinds } from '../support/expect-pairs.js';
import { openTestGpu } from '../support/gpu.js';
import { openObjectives } from '../support/objectives.js';

/** Shared out among the losses. */
const BATCHES = 500;

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

describe('every objective of pairs on the GPU equals plain loops', () => {
  it.each(pairLosses)('%s', async (loss) => {
    const place = pairLosses.indexOf(loss);
    let above = 0;
    for (const [shape, size] of shapes.entries()) {
      const objectives = await openObjectives(gpu, size, pairKinds(loss));
      for (let index = shape + place * shapes.length; index < BATCHES; index += pairLosses.length * shapes.length) {
        const batch = batchOf(index);
        above += expectPairObjectives(`batch ${index}`, batch, await objectives.run(batch, index));
      }
      objectives.close();
    }
    expect(above).toBeGreaterThan((BATCHES / pairLosses.length) * 48);
  });
});
