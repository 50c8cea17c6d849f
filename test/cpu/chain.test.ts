import { describe, expect, it } from 'vitest';
import { decodeStats } from '../../src/metric/objective/stats.js';
import { runOnTwin } from '../support/both.js';
import { chain, distanceToKink, lossOf, tensors, variables } from '../support/chain.js';
import { expectClose } from '../support/compare.js';
import { centralDifferences } from '../support/gradient.js';

describe.each(['batch-hard', 'semi-hard'] as const)('twin of the whole chain, %s', (miner) => {
  it.each(['sum', 'mean', 'activeMean'] as const)(
    'has gradients equal to central differences (%s)',
    async (reducer) => {
      const got = await runOnTwin(tensors, chain(miner, reducer));
      const negatives = got.negatives as Uint32Array;
      const { loss, active, triplets } = decodeStats(got.stats);
      expect(loss).toBe(lossOf(variables, negatives, reducer));
      expect(active).toBeGreaterThan(3);
      // By definition every semi-hard triplet is active.
      if (miner === 'batch-hard') expect(active).toBeLessThan(triplets);
      expect(distanceToKink(got.distances, negatives)).toBeGreaterThan(1e-3);
      for (const name of ['x', 'weight', 'bias'] as const) {
        const loss = (moved: Float64Array) => lossOf({ ...variables, [name]: moved }, negatives, reducer);
        const numeric = await centralDifferences(loss, variables[name]);
        expectClose(`d_${name}`, got[`d_${name}`], numeric, { relative: 1e-6, absolute: 1e-9 });
      }
    },
  );
});
