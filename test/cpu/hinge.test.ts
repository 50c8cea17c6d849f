import { describe, expect, it } from 'vitest';
import * as hinge from '../../src/cpu/hinge.js';
import { NONE } from '../../src/cpu/mining.js';
import { decodeStats } from '../../src/metric/stats.js';
import { expectClose } from '../support/compare.js';
import { centralDifferences } from '../support/gradient.js';
import { numbers } from '../support/random.js';
import { anyNegatives } from '../support/triplets.js';

function run(distances: Float64Array, negatives: Uint32Array, margin: number, reducer: number) {
  const rows = Math.sqrt(distances.length);
  const row_sums = new Float64Array(rows * 8).fill(Number.NaN);
  const stats = new Float64Array(8);
  const scale = Float64Array.of(Number.NaN);
  const d_distances = new Float64Array(distances.length).fill(Number.NaN);
  hinge.forward({ distances, negatives, row_sums }, { rows, margin });
  hinge.reduce({ row_sums, stats, scale }, { rows, slot: 0, reducer });
  hinge.d_distances({ distances, negatives, scale, d_distances }, { rows, margin });
  return { ...decodeStats(stats), scale: scale[0], d_distances };
}

describe('twin of hinge', () => {
  // Row 0: pair (0, 1) with negative 2, h = 0.5 − 0.75 + 0.5 = 0.25. Row 1: pair (1, 0) with negative 2, h = 0: inactive.
  const distances = Float64Array.of(0, 0.5, 0.75, 0.5, 0, 2, 0.75, 2, 0);
  const negatives = Uint32Array.of(NONE, 2, NONE, 2, NONE, NONE, NONE, NONE, NONE);

  it.each([
    { reducer: 0, name: 'sum', loss: 0.25, scale: 1 },
    { reducer: 1, name: 'mean', loss: 0.125, scale: 0.5 },
    { reducer: 2, name: 'activeMean', loss: 0.25, scale: 1 },
  ])('computes a hand-worked example with the reducer $name', ({ reducer, loss, scale }) => {
    const { d_distances, ...got } = run(distances, negatives, 0.5, reducer);
    expect(got).toMatchObject({ loss, scale, triplets: 2, active: 1, activeFraction: 0.5 });
    expect(got).toMatchObject({ meanPositive: 0.5, meanNegative: 1.375, spread: 6.5 / 6 });
    expect([...d_distances]).toEqual([0, scale, -scale, 0, 0, 0, 0, 0, 0]);
  });

  it.each([0, 1, 2])('has loss and gradient 0 without triplets or without an active one (reducer %i)', (reducer) => {
    const nothing = { loss: 0, scale: 0, active: 0, activeFraction: 0 };
    const none = run(distances, new Uint32Array(9).fill(NONE), 0.5, reducer);
    expect(none).toMatchObject({ ...nothing, triplets: 0, meanPositive: 0, meanNegative: 0 });
    const easy = run(distances, negatives, 0.125, reducer);
    expect(easy).toMatchObject({ ...nothing, triplets: 2 });
    for (const { d_distances } of [none, easy]) expect(d_distances.every((d) => d === 0)).toBe(true);
  });

  it.each([0, 1, 2])('has a gradient equal to central differences (reducer %i)', async (reducer) => {
    const rows = 9;
    const batch = {
      rows,
      labels: Uint32Array.from({ length: rows }, (_, i) => i % 3),
      distances: numbers(1, 81, 0, 2),
    };
    const chosen = anyNegatives(batch, 2);
    const { d_distances, active, triplets } = run(batch.distances, chosen, 0.2, reducer);
    expect(active).toBeGreaterThan(0);
    expect(active).toBeLessThan(triplets);
    const numeric = await centralDifferences((x) => run(x, chosen, 0.2, reducer).loss, batch.distances);
    expectClose('d_distances', d_distances, numeric, { relative: 1e-6, absolute: 1e-9 });
  });
});
