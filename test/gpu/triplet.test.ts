import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import type { Recorder } from '../../src/gpu/recorder.js';
import type { Slice } from '../../src/gpu/tensor.js';
import { decodeStats } from '../../src/metric/objective/stats.js';
import { ALL, NONE } from '../../src/ops/mining.js';
import { type Reducer, reducers } from '../../src/ops/reducer.js';
import * as triplet from '../../src/ops/triplet.js';
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

// Distances and margin are multiples of 1/16: every v is exact, and many are exactly 0, of the hinge or between d_an and d_pn.
const margin = 0.5;
const slot = 1;

interface Size {
  readonly rows: number;
  readonly columns?: number;
  readonly classes: number;
}

/** Negatives of any kind; every fifth pair has all of them. */
function tensors({ rows, columns = rows, classes }: Size, seed: number) {
  const { distances, labels } = tiedBatch(seed, columns, classes);
  const negatives = anyNegatives({ rows, columns, labels }, seed + 2);
  return {
    distances: { data: distances.slice(0, rows * columns) },
    labels: { type: 'u32', data: labels },
    negatives: { type: 'u32', data: negatives.map((n, at) => (n !== NONE && at % 5 === 0 ? ALL : n)) },
    row_sums: { length: triplet.rowSumsLength(rows) },
    stats: { data: Float64Array.from({ length: 24 }, (_, i) => 100 + i) },
    scale: { length: triplet.scaleLength(rows) },
    d_distances: { length: rows * columns },
  } as const;
}

interface Kind {
  readonly reducer: Reducer;
  readonly loss?: triplet.TripletLoss;
  readonly swap?: boolean;
}

function everything({ rows, columns = rows }: Size, { reducer, ...kind }: Kind, tiling?: triplet.TripletTiling) {
  const options = { rows, columns, margin, ...kind };
  return (recorder: Recorder, s: Record<keyof ReturnType<typeof tensors>, Slice>) => {
    triplet.forward(recorder, s, options, tiling);
    triplet.reduce(recorder, s, { rows, slot, reducer }, tiling);
    triplet.dDistances(recorder, s, options, tiling);
  };
}

const outputs = ['row_sums', 'stats', 'scale', 'd_distances'] as const;
const kinds: fc.Arbitrary<Kind> = fc.record({
  reducer: fc.constantFrom(...reducers),
  loss: fc.constantFrom<triplet.TripletLoss>('hinge', 'softMargin'),
  swap: fc.boolean(),
});
/** Everything at once, for the runs that try one size. */
const all: Kind = { reducer: 'perAnchor', loss: 'softMargin', swap: true };

describe('triplet losses on the GPU', () => {
  it('equals the f64 twin over random batches', async () => {
    const shapes = fc.record({
      rows: sizes(64),
      columns: fc.constantFrom(0, 1, 64),
      classes: fc.integer({ min: 1, max: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(shapes, kinds, seeds, async ({ rows, columns: more, classes }, kind, seed) => {
        const size = { rows, columns: rows + more, classes };
        const { gpu: got, cpu: expected } = await runOnBoth(gpu, tensors(size, seed), everything(size, kind));
        for (const name of outputs) {
          // A sum has up to a triplet a column for each pair of a row, or of the batch.
          const terms = name === 'd_distances' ? size.columns : name === 'scale' ? 1 : size.columns ** 2;
          const label = `${name} ${JSON.stringify([size, kind])}`;
          expectClose(label, got[name], expected[name], toleranceFor(kind.loss === 'hinge' ? 1 : terms));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('writes its own record only, and leaves the gradient norm and the skip mark', async () => {
    const { stats } = await runOn(
      gpu,
      tensors({ rows: 20, classes: 3 }, 4),
      everything({ rows: 20, classes: 3 }, { reducer: 'mean' }),
    );
    const kept = [...stats.keys()].filter((at) => stats[at] === 100 + at);
    expect(kept).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 13, 14, 16, 17, 18, 19, 20, 21, 22, 23]);
    const { active, triplets, activeFraction } = decodeStats(stats, slot);
    expect(active).toBeGreaterThan(0);
    expect(active).toBeLessThan(triplets);
    expect(activeFraction).toBe(active / triplets);
  });

  it('has loss 0 and gradient 0 for one class, for loners and for a batch of one', async () => {
    for (const size of [
      { rows: 9, classes: 1 },
      { rows: 2, classes: 2 ** 20 },
      { rows: 1, classes: 1 },
    ]) {
      for (const reducer of reducers) {
        const kind = { reducer, loss: 'softMargin', swap: true } as const;
        const { stats, d_distances } = await runOn(gpu, tensors(size, 1), everything(size, kind));
        expect(decodeStats(stats, slot)).toMatchObject({ loss: 0, triplets: 0, active: 0, activeFraction: 0 });
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
        labels: { type: 'u32', data: new Uint32Array(rows) },
        negatives: { type: 'u32', data: negatives },
        row_sums: { length: triplet.rowSumsLength(rows) },
        stats: { length: 16 },
        scale: { length: rows },
        d_distances: { length: rows * rows },
      },
      everything({ rows, classes: 1 }, { reducer: 'sum' }),
    );
    const row = [...d_distances.subarray(0, rows)];
    const expected = row.map((_, k) => (negatives[k] === 0xffffffff ? 0 : 1));
    expected[1099]! -= 900;
    expected[1023]! -= 50;
    expect(row).toEqual(expected);
  });

  it('does not depend on the workgroup size', async () => {
    const size = { rows: 77, columns: 83, classes: 5 };
    const runs = [];
    for (const workgroup of [8, 32, 256]) {
      runs.push(await runOn(gpu, tensors(size, 3), everything(size, all, { workgroup })));
    }
    for (const run of runs)
      for (const name of outputs) expectClose(name, run[name], runs[1]![name], toleranceFor(83 ** 2));
  });

  it('is bit-equal in two runs', async () => {
    const size = { rows: 130, columns: 140, classes: 9 };
    const run = () => runOn(gpu, tensors(size, 9), everything(size, all));
    const [a, b] = [await run(), await run()];
    for (const name of outputs) expectBitEqual(name, a[name], b[name]);
  });
});
