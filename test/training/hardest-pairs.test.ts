import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCpu } from '../../src/cpu/index.js';
import { type Backend, defaultLimits } from '../../src/gpu/backend.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import { dryRunHardestPairs, hardestPairs } from '../../src/metric/mining/hardest.js';
import { planHardest } from '../../src/metric/mining/hardest-plan.js';
import { openTestGpu } from '../support/gpu.js';
import { drawnLabels, hardestOf, tiedRows } from '../support/hardest.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const NONE = 0xffffffff;
const number = (distance: number) => (Number.isFinite(distance) ? distance : Number.NaN);

/** A backend of its own whose bindings hold no more than `bytes`. */
function smallCpu(bytes: number): Backend {
  const limits = { ...defaultLimits, maxStorageBufferBindingSize: bytes };
  return Object.assign(openCpu(), { limits });
}

async function expectBruteForce(backend: Backend, embeddings: Float32Array, labels: Uint32Array, sample: number[]) {
  const width = embeddings.length / labels.length;
  const found = await hardestPairs(backend, embeddings, labels);
  for (const i of sample) {
    const expected = hardestOf(i, embeddings, width, labels);
    expect([i, found.negatives[i], found.positives[i]]).toEqual([i, expected.negative, expected.positive]);
    expect(found.negativeDistances[i]).toBe(number(expected.negativeDistance));
    expect(found.positiveDistances[i]).toBe(number(expected.positiveDistance));
  }
}

const every = (rows: number, step = 1) => Array.from({ length: Math.ceil(rows / step) }, (_, i) => i * step);

describe('hardestPairs', () => {
  it('equals brute force over a set that takes several dispatches of candidates', async () => {
    const [rows, width] = [2200, 256];
    expect(dryRunHardestPairs({ rows, width }).submits).toBeGreaterThan(1);
    await expectBruteForce(gpu, tiedRows(1, rows, width), drawnLabels(2, rows, 300), every(rows, 7));
  });

  it('equals brute force over a set that takes several dispatches of anchors, nearly all of whose distances are ties', async () => {
    const [rows, width] = [17_000, 4];
    const anchors = new Set(
      [...planHardest(rows, width, defaultLimits).meetings()].map(({ params }) => params.anchor_first),
    );
    expect(anchors.size).toBe(2);
    await expectBruteForce(gpu, tiedRows(3, rows, width), drawnLabels(4, rows, 9000), [...every(rows, 97), rows - 1]);
  });

  it('equals brute force over shards, on the twins and on the GPU', async () => {
    const [rows, width] = [300, 16];
    const [embeddings, labels] = [tiedRows(5, rows, width), drawnLabels(6, rows, 40)];
    await expectBruteForce(smallCpu(100 * width * 4 + 60), embeddings, labels, every(rows));
    const { limits } = gpu;
    Object.assign(gpu, { limits: smallCpu(77 * width * 4).limits });
    await expectBruteForce(gpu, embeddings, labels, every(rows));
    Object.assign(gpu, { limits });
  });

  it('takes widths that are no multiple of 4', async () => {
    // Width 9: entries of ±1/3 are not exact, but a row and its duplicate are exactly 0 apart.
    const embeddings = tiedRows(7, 5, 9);
    embeddings.copyWithin(4 * 9, 0, 9);
    const found = await hardestPairs(gpu, embeddings, [0, 0, 1, 1, 1]);
    expect([found.negatives[0], found.negativeDistances[0]]).toEqual([4, 0]);
    expect([found.negatives[4], found.negativeDistances[4]]).toEqual([0, 0]);
  });

  it('says where there is none: one identity, single pictures, one row', async () => {
    const embeddings = tiedRows(8, 4, 4);
    const one = await hardestPairs(gpu, embeddings, [5, 5, 5, 5]);
    expect([...one.negatives]).toEqual([NONE, NONE, NONE, NONE]);
    expect([...one.negativeDistances].every(Number.isNaN)).toBe(true);
    const singles = await hardestPairs(gpu, embeddings, [1, 2, 4_294_967_295, 4]);
    expect([...singles.positives]).toEqual([NONE, NONE, NONE, NONE]);
    expect([...singles.positiveDistances].every(Number.isNaN)).toBe(true);
    const alone = await hardestPairs(gpu, embeddings.subarray(0, 4), [1]);
    expect([alone.negatives[0], alone.positives[0]]).toEqual([NONE, NONE]);
  });

  it('takes the memory that the dry run states, and gives it back', async () => {
    const [rows, width] = [1000, 32];
    const before = gpu.counters.bytesAllocated;
    const search = hardestPairs(gpu, tiedRows(9, rows, width), drawnLabels(10, rows, 9));
    expect(gpu.counters.bytesAllocated - before).toBe(dryRunHardestPairs({ rows, width }).bytes);
    await search;
    expect(gpu.counters.bytesAllocated).toBe(before);
  });

  it('stops between two dispatches when it is told to', async () => {
    const [rows, width] = [17_000, 4];
    const [controller, buffers, submits] = [new AbortController(), gpu.counters.buffers, gpu.counters.submits];
    const search = hardestPairs(gpu, tiedRows(3, rows, width), drawnLabels(4, rows, 9000), controller);
    controller.abort();
    await expect(search).rejects.toMatchObject({ code: 'aborted' });
    expect(gpu.counters.buffers).toBe(buffers);
    expect(gpu.counters.submits - submits).toBe(1);
  });

  const unit = [1, 0, 0, 0];
  it.each<[string, number[][], number[], string]>([
    ['NaN', [unit, [Number.NaN, 0, 0, 0]], [0, 1], 'not-finite'],
    ['infinity', [unit, [Number.POSITIVE_INFINITY, 0, 0, 0]], [0, 1], 'not-finite'],
    ['a zero vector', [unit, [0, 0, 0, 0]], [0, 1], 'zero-vector'],
    ['a row that is not a unit vector', [unit, [2, 0, 0, 0]], [0, 1], 'argument-invalid'],
    ['no rows', [], [], 'argument-invalid'],
    ['more labels than rows', [unit], [0, 1, 2], 'shape-mismatch'],
    ['a fractional label', [unit, unit], [0, 0.5], 'argument-invalid'],
    ['a negative label', [unit, unit], [0, -1], 'argument-invalid'],
  ])('refuses %s', async (_, rows, labels, code) => {
    const buffers = gpu.counters.buffers;
    await expect(hardestPairs(gpu, Float32Array.from(rows.flat()), labels)).rejects.toMatchObject({ code });
    expect(gpu.counters.buffers).toBe(buffers);
  });
});
