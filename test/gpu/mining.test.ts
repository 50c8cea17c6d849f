import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cpu } from '../../src/cpu/backend.js';
import { twins } from '../../src/cpu/twins.js';
import type { Backend } from '../../src/gpu/backend.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import { distanceNames } from '../../src/ops/distances.js';
import * as mining from '../../src/ops/mining.js';
import { runOn } from '../support/both.js';
import { expectBitEqual } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { seeds, sizes } from '../support/random.js';
import { type Batch, batchHardTriplets, semiHardTriplets, tiedBatch, tripletsOf } from '../support/triplets.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const margin = 0.25;

type Tried = Partial<mining.MiningOptions> & { readonly tiling?: mining.MiningTiling; readonly on?: Backend };

/** What a miner leaves in a matrix that held something else. */
async function negativesOf(batch: Batch, miner: mining.Miner, { tiling, on = gpu, ...options }: Tried = {}) {
  const columns = batch.labels.length;
  const rows = options.rows ?? columns;
  const tensors = {
    distances: { data: batch.distances.slice(0, rows * columns) },
    labels: { type: 'u32', data: batch.labels },
    negatives: { type: 'u32', data: new Uint32Array(rows * columns).fill(12345) },
  } as const;
  const settings = { margin, width: 8, distance: 'L2', ...options, rows, columns } as const;
  const { negatives } = await runOn(on, tensors, (recorder, slices) =>
    mining.forward(recorder, miner, slices, settings, tiling),
  );
  return negatives;
}

async function expectMinedByDefinition(batch: Batch, tiling?: mining.MiningTiling) {
  const tried = tiling ? { tiling } : {};
  const hard = tripletsOf(await negativesOf(batch, 'batch-hard', tried), batch.rows);
  expect(hard.sort()).toEqual(batchHardTriplets(batch).sort());
  const semiHard = tripletsOf(await negativesOf(batch, 'semi-hard', tried), batch.rows);
  expect(semiHard.sort()).toEqual(semiHardTriplets(batch, margin).sort());
  return { hard, semiHard };
}

const filled = (rows: number, distance: number) =>
  Float64Array.from({ length: rows * rows }, (_, at) => (Math.floor(at / rows) === at % rows ? 0 : distance));

describe('mining on the GPU', () => {
  it('equals a triple loop over random batches with ties', async () => {
    const batches = fc.tuple(seeds, sizes(64), fc.integer({ min: 1, max: 20 }));
    await fc.assert(
      fc.asyncProperty(batches, async ([seed, rows, classes]) => {
        await expectMinedByDefinition(tiedBatch(seed, rows, classes));
      }),
      { numRuns: 25 },
    );
  });

  it('does not depend on the workgroup size', async () => {
    const batch = tiedBatch(5, 77, 4);
    for (const workgroup of [4, 256]) await expectMinedByDefinition(batch, { workgroup });
  });

  it('mines rows longer than the list of positives', async () => {
    // Two positives of the first anchor stand beyond column 1024, where the second part of the list begins.
    const rows = 1100;
    const labels = Uint32Array.from({ length: rows }, (_, row) => row % 550);
    labels[1090] = 0;
    const batch = { ...tiedBatch(6, rows, 1), labels };
    const { hard, semiHard } = await expectMinedByDefinition(batch);
    // Row 540 is alone: its only mate took label 0.
    expect(hard).toHaveLength(rows - 1);
    expect(semiHard.some((triplet) => triplet.startsWith('0 1090 '))).toBe(true);
  });

  it('mines nothing from one class', async () => {
    const batch = { rows: 9, labels: new Uint32Array(9).fill(3), distances: tiedBatch(1, 9, 1).distances };
    expect(await expectMinedByDefinition(batch)).toEqual({ hard: [], semiHard: [] });
  });

  it('mines nothing where everybody is alone', async () => {
    const batch = { rows: 9, labels: Uint32Array.from({ length: 9 }, (_, i) => i), distances: filled(9, 1) };
    expect(await expectMinedByDefinition(batch)).toEqual({ hard: [], semiHard: [] });
  });

  it('mines nothing from a batch of one', async () => {
    const batch = { rows: 1, labels: Uint32Array.of(0), distances: Float64Array.of(0) };
    expect(await expectMinedByDefinition(batch)).toEqual({ hard: [], semiHard: [] });
  });

  it('takes the lowest indices where all are duplicates or zero vectors', async () => {
    const batch = { rows: 6, labels: Uint32Array.of(0, 0, 0, 1, 1, 1), distances: filled(6, 0) };
    // d_an = d_ap = 0: hard for batch-hard, not semi-hard.
    expect(await expectMinedByDefinition(batch)).toEqual({
      hard: ['0 1 3', '1 0 3', '2 0 3', '3 4 0', '4 3 0', '5 3 0'],
      semiHard: [],
    });
  });

  it('is bit-equal in two runs', async () => {
    const batch = tiedBatch(8, 130, 7);
    for (const miner of mining.miners) {
      expectBitEqual(miner, await negativesOf(batch, miner), await negativesOf(batch, miner));
    }
  });
});

describe('mining on the GPU against the twin', () => {
  const twin = new Cpu(twins, 'f64');
  afterAll(() => twin.destroy());

  /** Distances in steps of 1/16 up to 4 are exact in f32, and so is what the miners draw from them. */
  const batches = fc.record({
    seed: seeds,
    rows: sizes(64),
    more: fc.constantFrom(0, 1, 64),
    classes: fc.integer({ min: 1, max: 20 }),
    distance: fc.constantFrom(...distanceNames),
  });

  it.each(mining.miners)('equals it over random batches, with columns behind the anchors: %s', async (miner) => {
    await fc.assert(
      fc.asyncProperty(batches, async ({ seed, rows, more, classes, distance }) => {
        const batch = tiedBatch(seed, rows + more, classes);
        const options = { rows, distance, seed, step: 5 };
        const expected = await negativesOf(batch, miner, { ...options, on: twin });
        expectBitEqual(miner, await negativesOf(batch, miner, options), expected as Uint32Array);
      }),
      { numRuns: 15 },
    );
  });

  it.each(mining.miners)('does not depend on the workgroup size: %s', async (miner) => {
    const batch = tiedBatch(5, 77, 4);
    const expected = await negativesOf(batch, miner, { rows: 70, on: twin });
    for (const workgroup of [4, 256]) {
      expectBitEqual(
        miner,
        await negativesOf(batch, miner, { rows: 70, tiling: { workgroup } }),
        expected as Uint32Array,
      );
    }
  });
});
