import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import { runOn } from '../support/both.js';
import { toleranceFor } from '../support/compare.js';
import { expectGolden, goldenCases, goldenOps } from '../support/golden.js';
import { openTestGpu } from '../support/gpu.js';

/** The longest sum in the cases has fewer products. */
const LONGEST_SUM = 100;

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

describe("PyTorch's values and gradients", () => {
  it.each(goldenOps)('equal those of %s on the GPU', async (op) => {
    for (const golden of goldenCases.filter((each) => each.op === op)) {
      await expectGolden(golden, toleranceFor(LONGEST_SUM), (inputs, record) => runOn(gpu, inputs, record));
    }
  });
});
