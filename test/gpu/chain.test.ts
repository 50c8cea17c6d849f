import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import { decodeStats } from '../../src/metric/objective/stats.js';
import { runOn, runOnBoth } from '../support/both.js';
import { chain, distanceToKink, lossOf, tensors, variables } from '../support/chain.js';
import { expectBitEqual, expectClose } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { centralDifferences } from '../support/gradient.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const gradients = ['d_x', 'd_weight', 'd_bias'] as const;

describe.each(['batch-hard', 'semi-hard'] as const)('the whole chain on the GPU, %s', (miner) => {
  it.each(['sum', 'mean', 'activeMean'] as const)(
    'has gradients equal to central differences (%s)',
    async (reducer) => {
      const { gpu: got, cpu } = await runOnBoth(gpu, tensors, chain(miner, reducer));
      const negatives = got.negatives as Uint32Array;
      expectBitEqual('mined triplets', negatives, cpu.negatives);
      expect(decodeStats(got.stats).active).toBeGreaterThan(3);
      expect(distanceToKink(cpu.distances, negatives)).toBeGreaterThan(1e-3);
      for (const name of ['x', 'weight', 'bias'] as const) {
        const loss = (moved: Float64Array) => lossOf({ ...variables, [name]: moved }, negatives, reducer);
        const numeric = await centralDifferences(loss, variables[name]);
        // An element that cancels to almost nothing is measured by the largest one.
        const absolute = 1e-6 * numeric.reduce((most, d) => Math.max(most, Math.abs(d)), 0);
        expectClose(`d_${name}`, got[`d_${name}`], numeric, { relative: 1e-4, absolute });
      }
    },
  );

  it('is bit-equal in two runs', async () => {
    const run = () => runOn(gpu, tensors, chain(miner, 'activeMean'));
    const [a, b] = [await run(), await run()];
    for (const name of gradients) expectBitEqual(name, a[name], b[name]);
  });
});
