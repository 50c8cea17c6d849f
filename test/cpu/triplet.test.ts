import { describe, expect, it } from 'vitest';
import { ALL, NONE } from '../../src/cpu/mining.js';
import * as triplet from '../../src/cpu/triplet.js';
import { decodeStats } from '../../src/metric/objective/stats.js';
import { expectClose } from '../support/compare.js';
import { centralDifferences } from '../support/gradient.js';
import { numbers } from '../support/random.js';
import { anyNegatives } from '../support/triplets.js';

interface Settings {
  readonly margin: number;
  readonly reducer: number;
  readonly soft?: number;
  readonly swap?: number;
}

function run(distances: Float64Array, negatives: Uint32Array, settings: Settings, labels = new Uint32Array(9)) {
  const columns = labels.length;
  const rows = distances.length / columns;
  const row_sums = new Float64Array(rows * 8).fill(Number.NaN);
  const stats = new Float64Array(8);
  const scale = new Float64Array(rows).fill(Number.NaN);
  const d_distances = new Float64Array(distances.length).fill(Number.NaN);
  const params = { rows, columns, soft: 0, swap: 0, ...settings };
  triplet.forward({ distances, labels, negatives, row_sums }, params);
  triplet.reduce({ row_sums, stats, scale }, { ...params, slot: 0 });
  triplet.d_distances({ distances, labels, negatives, scale, d_distances }, params);
  return { ...decodeStats(stats), scale: [...scale], d_distances };
}

const reducers = [
  { reducer: 0, name: 'sum' },
  { reducer: 1, name: 'mean' },
  { reducer: 2, name: 'activeMean' },
  { reducer: 3, name: 'perAnchor' },
];

describe('twin of the triplet losses', () => {
  // Row 0: pair (0, 1) with negative 2, v = 0.5 − 0.75 + 0.5 = 0.25. Row 1: pair (1, 0) with negative 2, v = −1: inactive.
  const distances = Float64Array.of(0, 0.5, 0.75, 0.5, 0, 2, 0.75, 2, 0);
  const negatives = Uint32Array.of(NONE, 2, NONE, 2, NONE, NONE, NONE, NONE, NONE);
  const labels = Uint32Array.of(0, 0, 1);

  it.each([
    { reducer: 0, name: 'sum', loss: 0.25, scale: [1, 1, 1] },
    { reducer: 1, name: 'mean', loss: 0.125, scale: [0.5, 0.5, 0.5] },
    { reducer: 2, name: 'activeMean', loss: 0.25, scale: [1, 1, 1] },
    { reducer: 3, name: 'perAnchor', loss: 0.25 / 3, scale: [1 / 3, 1 / 3, 1 / 3] },
  ])('computes a hand-worked hinge with the reducer $name', ({ reducer, loss, scale }) => {
    const { d_distances, ...got } = run(distances, negatives, { margin: 0.5, reducer }, labels);
    expect(got).toMatchObject({ loss, scale, triplets: 2, active: 1, activeFraction: 0.5 });
    expect(got).toMatchObject({ meanPositive: 0.5, meanNegative: 1.375, spread: 6.5 / 6 });
    expect([...d_distances]).toEqual([0, scale[0], -scale[0]!, 0, 0, 0, 0, 0, 0]);
  });

  it('takes the mean over each anchor first where anchors have different numbers of triplets', () => {
    // Anchor 0: (0, 1) with 3 and 4, v = 0.5 and 0. Anchor 1: (1, 0) with 3, v = 1. Anchor 2 has none.
    const far = Float64Array.of(0, 1, 9, 1, 1.5, 1, 0, 9, 0.5, 9, 9, 9, 0, 9, 9);
    const mined = Uint32Array.of(NONE, ALL, NONE, NONE, NONE, 3, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE);
    const settings = { margin: 0.5, reducer: 3 };
    const { loss, scale } = run(far, mined, settings, Uint32Array.of(0, 0, 0, 1, 1));
    expect(loss).toBeCloseTo((0.5 / 2 + 1 + 0) / 3, 12);
    expect(scale).toEqual([1 / 6, 1 / 3, 1 / 3]);
  });

  it('computes a hand-worked soft margin: log(1 + exp(v)), every triplet active', () => {
    const { loss, active, d_distances } = run(distances, negatives, { margin: 0.5, reducer: 0, soft: 1 }, labels);
    expect(loss).toBeCloseTo(Math.log(1 + Math.exp(0.25)) + Math.log(1 + Math.exp(-1)), 12);
    expect(active).toBe(2);
    expect(d_distances[1]).toBeCloseTo(1 / (1 + Math.exp(-0.25)), 12);
    expect(d_distances[5]).toBeCloseTo(-1 / (1 + Math.exp(1)), 12);
  });

  it('swaps: takes the distance positive–negative where it is smaller, and shares the gradient where they are equal', () => {
    // Row 1's negative is 2 away; from its positive, row 0, it is 0.75. Row 0's is 0.75 away, from its positive 2.
    const swapped = run(distances, negatives, { margin: 0.5, reducer: 0, swap: 1 }, labels);
    expect(swapped).toMatchObject({ loss: 0.5, active: 2, meanNegative: 0.75 });
    expect([...swapped.d_distances]).toEqual([0, 1, -2, 1, 0, 0, 0, 0, 0]);
    const equal = Float64Array.of(0, 0.5, 0.75, 0.5, 0, 0.75, 0.75, 0.75, 0);
    const shared = run(equal, negatives, { margin: 0.5, reducer: 0, swap: 1 }, labels);
    expect([...shared.d_distances]).toEqual([0, 1, -1, 1, 0, -1, 0, 0, 0]);
    const first = run(
      equal,
      negatives.map((n, at) => (at === 1 ? n : NONE)),
      { margin: 0.5, reducer: 0, swap: 1 },
      labels,
    );
    expect([...first.d_distances]).toEqual([0, 1, -0.5, 0, 0, -0.5, 0, 0, 0]);
  });

  it('does not swap with a positive outside the batch', () => {
    const settings = { margin: 0.5, reducer: 0, swap: 1 };
    const got = run(Float64Array.of(0, 0.5, 0.75), Uint32Array.of(NONE, 2, NONE), settings, labels);
    expect(got).toMatchObject({ loss: 0.25, meanNegative: 0.75 });
    expect([...got.d_distances]).toEqual([0, 1, -1]);
  });

  it.each(reducers)('has loss and gradient 0 without triplets or without an active one ($name)', ({ reducer }) => {
    const none = run(distances, new Uint32Array(9).fill(NONE), { margin: 0.5, reducer }, labels);
    expect(none).toMatchObject({
      loss: 0,
      active: 0,
      activeFraction: 0,
      triplets: 0,
      meanPositive: 0,
      meanNegative: 0,
    });
    const easy = run(distances, negatives, { margin: 0.125, reducer }, labels);
    expect(easy).toMatchObject({ loss: 0, active: 0, activeFraction: 0, triplets: 2 });
    for (const { d_distances } of [none, easy]) expect(d_distances.every((d) => d === 0)).toBe(true);
  });

  const cases = reducers.flatMap((reducer) =>
    [0, 1].flatMap((soft) => [0, 1].map((swap) => ({ ...reducer, soft, swap }))),
  );
  it.each(cases)('has a gradient equal to central differences ($name, soft $soft, swap $swap)', async (settings) => {
    const [rows, columns] = [9, 12];
    const labels = Uint32Array.from({ length: columns }, (_, i) => i % 3);
    const far = numbers(1, rows * columns, 0, 2);
    const chosen = anyNegatives({ rows, columns, labels }, 2);
    // One pair with all strangers.
    chosen[3] = ALL;
    const options = { ...settings, margin: 0.2 };
    const { d_distances, active, triplets } = run(far, chosen, options, labels);
    expect(active).toBeGreaterThan(0);
    if (!settings.soft) expect(active).toBeLessThan(triplets);
    const numeric = await centralDifferences((x) => run(x, chosen, options, labels).loss, far);
    expectClose('d_distances', d_distances, numeric, { relative: 1e-6, absolute: 1e-9 });
  });
});
