import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import type { Recorder } from '../../src/gpu/recorder.js';
import type { Slice } from '../../src/gpu/tensor.js';
import * as hardest from '../../src/ops/hardest.js';
import { runOn, runOnBoth } from '../support/both.js';
import { expectBitEqual, expectClose, toleranceFor } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { drawnLabels, hardestOf, tiedRows } from '../support/hardest.js';
import { numbers, seeds, sizes } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const FAR_AWAY = Math.fround(3e38);

interface Shape {
  readonly rows: number;
  readonly width: number;
  readonly classes: number;
  /** Candidates of the first dispatch; a second one takes the rest. */
  readonly cut: number;
}

const names = ['negatives', 'negative_distances', 'positives', 'positive_distances'] as const;

function tensors(
  { rows, width, classes }: Shape,
  seed: number,
  draw: (seed: number, length: number) => ArrayLike<number>,
) {
  return {
    x: { data: draw(seed, rows * width) },
    labels: { type: 'u32', data: drawnLabels(seed + 1, rows, classes) },
    negatives: { type: 'u32', data: new Uint32Array(rows).fill(12345) },
    negative_distances: { length: rows },
    positives: { type: 'u32', data: new Uint32Array(rows).fill(12345) },
    positive_distances: { length: rows },
  } as const;
}

/** Two dispatches over all anchors, the second over the candidates from `cut` on. */
const record =
  ({ rows, width, cut }: Shape, tiling: hardest.HardestTiling) =>
  (recorder: Recorder, slices: Record<(typeof names)[number] | 'x' | 'labels', Slice>) => {
    const buffers = { ...slices, anchors: slices.x, candidates: slices.x };
    const all = { width, anchor_shard: 0, anchor_first: 0, anchor_last: rows, candidate_shard: 0 };
    const middle = Math.min(cut, rows);
    hardest.scan(recorder, buffers, { ...all, candidate_first: 0, candidate_last: middle }, tiling);
    if (middle < rows) {
      hardest.scan(recorder, buffers, { ...all, candidate_first: middle, candidate_last: rows }, tiling);
    }
  };

const shapes: fc.Arbitrary<Shape> = fc.record({
  rows: sizes(32),
  width: fc.constantFrom(4, 8, 12, 64),
  classes: fc.integer({ min: 1, max: 20 }),
  cut: fc.integer({ min: 1, max: 70 }),
});

const structures: [string, hardest.HardestTiling, readonly hardest.HardestTiling[]][] = [
  [
    'tiled',
    { structure: 'tiled' },
    [
      { structure: 'tiled', wide: 2, tall: 16 },
      { structure: 'tiled', wide: 16, tall: 4 },
    ],
  ],
  ['direct', { structure: 'direct' }, [{ structure: 'direct', workgroup: 32 }]],
];

describe.each(structures)('hardest, %s, on the GPU', (_, tiling, others) => {
  it('equals brute force over ties and duplicates, cut anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, seeds, async (drawn, seed) => {
        // Whole numbers: exact whatever the width.
        const shape = { ...drawn, width: 4 };
        const inputs = tensors(shape, seed, (s, length) => numbers(s, length, 0, 3).map(Math.floor));
        const got = await runOn(gpu, inputs, record(shape, tiling));
        for (let i = 0; i < shape.rows; i++) {
          const expected = hardestOf(i, inputs.x.data, shape.width, inputs.labels.data);
          expect([i, got.negatives[i], got.positives[i]], JSON.stringify(shape)).toEqual([
            i,
            expected.negative,
            expected.positive,
          ]);
          expect(got.negative_distances[i]).toBe(Math.min(expected.negativeDistance, FAR_AWAY));
          expect(got.positive_distances[i]).toBe(Math.max(expected.positiveDistance, -FAR_AWAY));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('equals the f64 twin over random rows', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, seeds, async (shape, seed) => {
        const both = await runOnBoth(gpu, tensors(shape, seed, numbers), record(shape, tiling));
        for (const name of ['negative_distances', 'positive_distances'] as const) {
          const { relative, absolute } = toleranceFor(shape.width);
          expectClose(`${name} ${JSON.stringify(shape)}`, both.gpu[name], both.cpu[name], {
            relative,
            absolute: 4 * absolute,
          });
        }
      }),
      { numRuns: 20 },
    );
  });

  it('does not depend on the workgroup, and is bit-equal in two runs', async () => {
    const shape = { rows: 131, width: 64, classes: 9, cut: 61 };
    const run = (other: hardest.HardestTiling) =>
      runOn(
        gpu,
        tensors(shape, 5, (s) => tiedRows(s, 131, 64)),
        record(shape, other),
      );
    const expected = await run(tiling);
    for (const other of [tiling, ...others]) {
      const got = await run(other);
      for (const name of names) expectBitEqual(`${name} ${JSON.stringify(other)}`, got[name], expected[name]);
    }
  });

  it('touches only the anchors that it was given, in shards of the set', async () => {
    const [rows, width] = [20, 4];
    const x = numbers(3, rows * width, 0, 3).map(Math.floor);
    const inputs = {
      ...tensors({ rows, width, classes: 3, cut: 0 }, 3, () => x),
      anchors: { data: x.subarray(5 * width) },
      candidates: { data: x.subarray(0, 11 * width) },
    };
    const got = await runOn(gpu, inputs, (recorder, slices) => {
      const shard = { width, anchor_shard: 5, candidate_shard: 0, candidate_first: 0, candidate_last: 11 };
      hardest.scan(recorder, slices, { ...shard, anchor_first: 7, anchor_last: 13 }, tiling);
    });
    for (let i = 0; i < rows; i++) {
      if (i < 7 || i >= 13) {
        expect([got.negatives[i], got.positives[i]]).toEqual([12345, 12345]);
        expect([got.negative_distances[i], got.positive_distances[i]]).toEqual([Number.NaN, Number.NaN]);
        continue;
      }
      const expected = hardestOf(i, x, width, inputs.labels.data, 11);
      expect([i, got.negatives[i], got.positives[i]]).toEqual([i, expected.negative, expected.positive]);
    }
  });
});
