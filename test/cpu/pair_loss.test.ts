import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeStats } from '../../src/metric/objective/stats.js';
import { type Reducer, reducers } from '../../src/ops/reducer.js';
import { runOnTwin } from '../support/both.js';
import { expectClose } from '../support/compare.js';
import { centralDifferences } from '../support/gradient.js';
import {
  type PairBatch,
  type PairLossName,
  type PairLossOptions,
  pairBatch,
  pairLossNames,
  pairTensors,
  recordPairLoss,
} from '../support/pair-losses.js';

interface Golden {
  readonly loss: PairLossName;
  readonly options: PairLossOptions;
  readonly reducer: Reducer;
  readonly labels: readonly number[];
  readonly values: readonly number[];
  readonly pairs: readonly number[];
  readonly expected: number;
  readonly gradient: readonly number[];
}

const golden: readonly Golden[] = JSON.parse(
  readFileSync(new URL('../golden/pair_losses.json', import.meta.url), 'utf8'),
);

async function run(name: PairLossName, batch: PairBatch, reducer: Reducer, options?: PairLossOptions) {
  const { stats, d_values } = await runOnTwin(pairTensors(batch), recordPairLoss(name, batch, reducer, options));
  return { ...decodeStats(stats, 1), gradient: d_values };
}

const batchOf = (values: number[], labels: number[], pairs: number[]): PairBatch => ({
  rows: values.length / labels.length,
  columns: labels.length,
  values: Float64Array.from(values),
  labels: Uint32Array.from(labels),
  pairs: Uint32Array.from(pairs),
});

describe('twins of the losses of pairs', () => {
  it.each(golden)('$loss $options $reducer: PyTorch has the same loss and gradient', async (one) => {
    const batch = batchOf([...one.values], [...one.labels], [...one.pairs]);
    const got = await run(one.loss, batch, one.reducer, one.options);
    expectClose('loss', [got.loss], [one.expected], { relative: 1e-10, absolute: 1e-12 });
    expectClose('gradient', got.gradient, one.gradient, { relative: 1e-10, absolute: 1e-12 });
  });

  it('covers every loss with every reducer', () => {
    const covered = new Set(golden.map(({ loss, reducer }) => `${loss} ${reducer}`));
    expect(covered.size).toBe(pairLossNames.length * reducers.length);
  });

  it('contrastive computes a hand-worked example', async () => {
    // Positive pairs: 0.5 (twice) and 1; negative ones: 0.25, 0.5 and 2.
    const batch = batchOf([0, 0.5, 0.25, 1, 1, 0, 0.5, 2], [0, 0, 1, 0], [0, 2, 1, 1, 0, 0, 1, 1]);
    batch.labels[3] = 0;
    const got = await run('contrastive', batch, 'activeMean', { positiveMargin: 0.5, margin: 1 });
    // Losses above 0: positive 1 − 0.5 = 0.5 and 2 − 0.5 = 1.5; negative 0.75 and 0.5.
    expect(got).toMatchObject({ loss: 1 + 0.625, triplets: 6, active: 4, meanPositive: 1, meanNegative: 0.375 });
    expect([...got.gradient]).toEqual([0, 0, -0.5, 0.5, 0, 0, -0.5, 0.5]);
    expect(got.spread).toBe(1.5 / 2);
  });

  it.each(pairLossNames)('%s has a gradient equal to central differences', async (name) => {
    for (const reducer of reducers) {
      const batch = pairBatch({ rows: 7, columns: 9 }, 3, 5, 0);
      const options = { beta: 10, temperature: 0.5 };
      const { gradient } = await run(name, batch, reducer, options);
      const loss = async (values: Float64Array) => (await run(name, { ...batch, values }, reducer, options)).loss;
      const numeric = await centralDifferences(loss, batch.values);
      expect(gradient.some((slope) => slope !== 0)).toBe(true);
      expectClose(`${name} ${reducer}`, gradient, numeric, { relative: 1e-6, absolute: 1e-9 });
    }
  });

  it('supervised contrastive costs nothing without a positive or without a negative pair, as in pytorch-metric-learning', async () => {
    for (const classes of [1, 2 ** 20]) {
      for (const reducer of reducers) {
        const got = await run('supervised_contrastive', pairBatch({ rows: 5, columns: 5 }, classes, 3), reducer);
        expect(got.loss).toBe(0);
        expect(got.gradient.every((slope) => slope === 0)).toBe(true);
      }
    }
  });

  it('supervised contrastive tells pairs apart that are far beyond what e^x can', async () => {
    // One positive at 0 and one negative at 40 temperatures: the loss is e^−40, not 0.
    const batch = batchOf([0, 0, 4], [0, 0, 1], [0, 1, 1]);
    const got = await run('supervised_contrastive', batch, 'activeMean', { temperature: 0.1 });
    expect(got.active).toBe(1);
    expectClose('loss', [got.loss], [Math.exp(-40)], { relative: 1e-12, absolute: 0 });
  });
});
