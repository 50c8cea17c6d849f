import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import type { Recorder } from '../../src/gpu/recorder.js';
import type { Slice } from '../../src/gpu/tensor.js';
import { decodeStats } from '../../src/metric/stats.js';
import * as hinge from '../../src/ops/hinge.js';
import type { Reducer } from '../../src/ops/reducer.js';
import { runOn, runOnBoth } from '../support/both.js';
import { expectBitEqual, expectClose, toleranceFor } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { seeds, sizes } from '../support/random.js';
import { anyNegatives, tiedBatch } from '../support/triplets.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

// Distances and margin are multiples of 1/16: every h is exact, and many are exactly 0.
const margin = 0.5;
const slot = 1;

function tensors(rows: number, classes: number, seed: number) {
  const batch = tiedBatch(seed, rows, classes);
  return {
    distances: { data: batch.distances },
    negatives: { type: 'u32', data: anyNegatives(batch, seed + 2) },
    row_sums: { length: hinge.rowSumsLength(rows) },
    stats: { data: Float64Array.from({ length: 24 }, (_, i) => 100 + i) },
    scale: { length: 1 },
    d_distances: { length: rows * rows },
  } as const;
}

function everything(rows: number, reducer: Reducer, tiling?: hinge.HingeTiling) {
  return (recorder: Recorder, s: Record<keyof ReturnType<typeof tensors>, Slice>) => {
    hinge.forward(recorder, s, { rows, margin }, tiling);
    hinge.reduce(recorder, s, { rows, slot, reducer }, tiling);
    hinge.dDistances(recorder, s, { rows, margin }, tiling);
  };
}

const outputs = ['row_sums', 'stats', 'scale', 'd_distances'] as const;
const reducers = fc.constantFrom<Reducer>('sum', 'mean', 'activeMean');

describe('hinge on the GPU', () => {
  it('equals the f64 twin over random batches', async () => {
    const cases = fc.tuple(sizes(64), fc.integer({ min: 1, max: 12 }), reducers, seeds);
    await fc.assert(
      fc.asyncProperty(cases, async ([rows, classes, reducer, seed]) => {
        const inputs = tensors(rows, classes, seed);
        const { gpu: got, cpu: expected } = await runOnBoth(gpu, inputs, everything(rows, reducer));
        for (const name of outputs) {
          expectClose(`${name} ${rows} ${reducer}`, got[name], expected[name], toleranceFor(1));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('writes its own record only, and leaves the gradient norm and the skip mark', async () => {
    const { stats } = await runOn(gpu, tensors(20, 3, 4), everything(20, 'mean'));
    const kept = [...stats.keys()].filter((at) => stats[at] === 100 + at);
    expect(kept).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 13, 14, 16, 17, 18, 19, 20, 21, 22, 23]);
    const { active, triplets, activeFraction } = decodeStats(stats, slot);
    expect(active).toBeGreaterThan(0);
    expect(active).toBeLessThan(triplets);
    expect(activeFraction).toBe(active / triplets);
  });

  it('has loss 0 and gradient 0 for one class, for loners and for a batch of one', async () => {
    for (const [rows, classes] of [
      [9, 1],
      [2, 2 ** 20],
      [1, 1],
    ] as const) {
      for (const reducer of ['sum', 'mean', 'activeMean'] as const) {
        const { stats, scale, d_distances } = await runOn(gpu, tensors(rows, classes, 1), everything(rows, reducer));
        expect(decodeStats(stats, slot)).toMatchObject({ loss: 0, triplets: 0, active: 0, activeFraction: 0 });
        expect(scale[0]).toBe(0);
        expect(d_distances.every((d) => d === 0)).toBe(true);
      }
    }
  });

  it('counts negatives beyond the first part of a long row', async () => {
    const rows = 1100;
    const negatives = new Uint32Array(rows * rows).fill(0xffffffff);
    // Distances of zero make every triplet active: 900 of them share the last column, 50 the last of the first part.
    const distances = new Float64Array(rows * rows);
    negatives.fill(1099, 100, 1000);
    negatives.fill(1023, 1040, 1090);
    const { d_distances } = await runOn(
      gpu,
      {
        distances: { data: distances },
        negatives: { type: 'u32', data: negatives },
        row_sums: { length: hinge.rowSumsLength(rows) },
        stats: { length: 16 },
        scale: { length: 1 },
        d_distances: { length: rows * rows },
      },
      everything(rows, 'sum'),
    );
    const row = [...d_distances.subarray(0, rows)];
    const expected = row.map((_, k) => (negatives[k] === 0xffffffff ? 0 : 1));
    expected[1099]! -= 900;
    expected[1023]! -= 50;
    expect(row).toEqual(expected);
  });

  it('does not depend on the workgroup size', async () => {
    const runs = [];
    for (const workgroup of [8, 32, 256]) {
      runs.push(await runOn(gpu, tensors(77, 5, 3), everything(77, 'activeMean', { workgroup })));
    }
    for (const run of runs) for (const name of outputs) expectClose(name, run[name], runs[1]![name], toleranceFor(1));
  });

  it('is bit-equal in two runs', async () => {
    const run = () => runOn(gpu, tensors(130, 9, 9), everything(130, 'activeMean'));
    const [a, b] = [await run(), await run()];
    for (const name of outputs) expectBitEqual(name, a[name], b[name]);
  });
});
