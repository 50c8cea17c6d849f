import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import { decodeStats } from '../../src/metric/objective/stats.js';
import { type Reducer, reducers } from '../../src/ops/reducer.js';
import { runOn } from '../support/both.js';
import { toleranceFor } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { climb } from '../support/ladder.js';
import { pairBatch, pairLossNames, pairTensors, recordPairLoss } from '../support/pair-losses.js';
import { sizes } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const shapes = fc.record({
  rows: sizes(16),
  more: fc.constantFrom(0, 0, 1, 13, 64),
  classes: fc.constantFrom(1, 2, 5, 2 ** 20),
  reducer: fc.constantFrom<Reducer>(...reducers),
});

describe.each(pairLossNames)('%s on the GPU', (name) => {
  climb(() => gpu, {
    shapes: shapes.map(({ rows, more, ...rest }) => ({ rows, columns: rows + more, ...rest })),
    fixed: { rows: 33, columns: 75, classes: 6, reducer: 'activeMean' as Reducer },
    tensors: (shape, seed) => pairTensors(pairBatch(shape, shape.classes, seed)),
    record: (shape, workgroup) => recordPairLoss(name, shape, shape.reducer, {}, workgroup),
    outputs: ['row_sums', 'stats', 'scale', 'd_values'],
    // Sums of as many losses of up to 40, or of as many exponentials.
    tolerance: ({ columns }) => toleranceFor(columns * 16),
    workgroups: [32, 64],
  });

  it('is finite and without a loss for a batch of one and for pairs that do not count', async () => {
    for (const rows of [1, 5]) {
      for (const reducer of reducers) {
        const batch = pairBatch({ rows, columns: rows }, 2, 1);
        batch.pairs.fill(0);
        const { stats, d_values } = await runOn(gpu, pairTensors(batch), recordPairLoss(name, batch, reducer));
        expect(decodeStats(stats, 1)).toMatchObject({ loss: 0, active: 0, meanPositive: 0, meanNegative: 0 });
        expect(d_values.every((slope) => slope === 0)).toBe(true);
      }
    }
  });

  it('does not overflow at distances that are far from each other', async () => {
    const batch = pairBatch({ rows: 4, columns: 6 }, 2, 3);
    batch.values.set([0, 1e4, 0, 1e4, 0, 1e4], 6);
    const { stats, d_values } = await runOn(gpu, pairTensors(batch), recordPairLoss(name, batch, 'sum'));
    expect([...stats, ...d_values].every(Number.isFinite)).toBe(true);
  });
});
