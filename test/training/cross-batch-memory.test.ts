import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cpu } from '../../src/cpu/backend.js';
import { twins } from '../../src/cpu/twins.js';
import type { Backend } from '../../src/gpu/backend.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import { Recorder } from '../../src/gpu/recorder.js';
import { tensor } from '../../src/gpu/tensor.js';
import { planObjective } from '../../src/metric/objective/objective.js';
import { decodeStats, STATS_STRIDE } from '../../src/metric/objective/stats.js';
import { planCrossBatch } from '../../src/train/cross-batch.js';
import { expectClose } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { drawnLabels } from '../support/hardest.js';
import { numbers } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const [rows, width, margin] = [6, 4, 0.5];

/** Batches as a training would bring them: unit rows of five identities. */
const batches = Array.from({ length: 9 }, (_, step) => {
  const embeddings = Float32Array.from(numbers(100 + step, rows * width));
  for (let i = 0; i < rows; i++) {
    const row = embeddings.subarray(i * width, (i + 1) * width);
    const length = Math.hypot(...row);
    row.set(row.map((x) => x / length));
  }
  return { embeddings, labels: drawnLabels(200 + step, rows, 5) };
});

type Row = { readonly label: number; readonly x: readonly number[] };

const rowsOf = ({ embeddings, labels }: (typeof batches)[number]): Row[] =>
  Array.from(labels, (label, i) => ({ label, x: [...embeddings.subarray(i * width, (i + 1) * width)] }));

const squared = (a: Row, b: Row) => a.x.reduce((sum, x, k) => sum + (x - b.x[k]!) ** 2, 0);

/** Batch-hard triplets with a hinge, summed, and its gradient, by definition: the past is compared with, and gets no gradient. */
function byDefinition(batch: readonly Row[], past: readonly Row[]) {
  const columns = [...batch, ...past];
  const gradient = batch.map(() => new Float64Array(width));
  const pull = (i: number, j: number, weight: number) => {
    for (let k = 0; k < width; k++) {
      const d = 2 * weight * (columns[i]!.x[k]! - columns[j]!.x[k]!);
      gradient[i]![k]! += d;
      if (j < batch.length) gradient[j]![k]! -= d;
    }
  };
  let [loss, triplets] = [0, 0];
  for (const [i, anchor] of batch.entries()) {
    const distances = columns.map((column) => squared(anchor, column));
    const others = [...columns.keys()].filter((j) => j !== i);
    const positives = others.filter((j) => columns[j]!.label === anchor.label);
    const negatives = others.filter((j) => columns[j]!.label !== anchor.label);
    if (positives.length === 0 || negatives.length === 0) continue;
    const positive = positives.reduce((a, b) => (distances[b]! > distances[a]! ? b : a));
    const negative = negatives.reduce((a, b) => (distances[b]! < distances[a]! ? b : a));
    triplets++;
    const hinge = distances[positive]! - distances[negative]! + margin;
    if (hinge <= 0) continue;
    loss += hinge;
    pull(i, positive, 1);
    pull(i, negative, -1);
  }
  return { loss, triplets, gradient: gradient.flatMap((row) => [...row]) };
}

/** The steps of a training without its encoder. In step `skipped` the gradient was not finite. */
async function runSteps(backend: Backend, capacity: number, skipped?: number) {
  const objective = planObjective({
    rows,
    columns: rows + capacity,
    width,
    miner: 'batch-hard',
    reducer: 'sum',
    margin,
  });
  const memory = planCrossBatch({ rows, width, capacity }, objective.candidates!);
  const [embeddings, dEmbeddings] = [tensor('embeddings', rows * width), tensor('d embeddings', rows * width)];
  const [labels, stats, control] = [tensor('labels', rows, 'u32'), tensor('stats', STATS_STRIDE), tensor('control', 3)];
  const own = [embeddings, dEmbeddings, labels, stats, control, memory.labels].map(({ buffer }) => buffer);
  const recorder = new Recorder(backend);
  memory.recordLabels(recorder, labels);
  objective.record(recorder, { embeddings, labels: memory.labels, dEmbeddings, stats });
  memory.record(recorder, control);
  backend.allocate([...own, ...objective.buffers]);
  memory.reset(backend);
  const program = await backend.compile('steps', recorder.commands);
  const results = [];
  for (const [i, batch] of batches.entries()) {
    backend.write(embeddings, batch.embeddings);
    backend.write(labels, batch.labels);
    backend.write(control, Float32Array.of(1, 1, i === skipped ? 1 : 0));
    memory.prepare(program, i + 1);
    objective.prepare(program, { columns: memory.columns(i + 1) });
    const record = decodeStats(await program.runAndRead(stats));
    results.push({ ...record, gradient: await backend.read(dEmbeddings), columns: memory.columns(i + 1) });
  }
  program.release();
  backend.free([...own, ...objective.buffers]);
  return results;
}

describe('a cross-batch memory', () => {
  it.each([
    ['a whole number of batches', 12],
    ['part of a batch more', 15],
    ['less than a batch', 4],
    ['more than all batches', 100],
  ])('of %s equals brute force over the batches that it holds, on the GPU and on the twins', async (_, capacity) => {
    const cpu = new Cpu(twins, 'f64');
    for (const [backend, tolerance] of [[gpu, 1e-5] as const, [cpu, 1e-12] as const]) {
      const results = await runSteps(backend, capacity);
      const ring: Row[] = [];
      let next = 0;
      for (const [i, batch] of batches.map(rowsOf).entries()) {
        const { loss, triplets, gradient } = byDefinition(batch, ring);
        expect(results[i]!.columns).toBe(rows + ring.length);
        expect([i, results[i]!.triplets]).toEqual([i, triplets]);
        const close = { relative: tolerance, absolute: tolerance };
        expectClose(`loss of step ${i}`, [results[i]!.loss], [loss], close);
        expectClose(`gradient of step ${i}`, results[i]!.gradient, gradient, close);
        for (const row of batch.slice(0, capacity)) ring[next++ % capacity] = row;
      }
      expect(ring.length).toBe(Math.min(capacity, next));
    }
  });

  it('holds zero rows of nobody where a skipped step left it empty', async () => {
    const cpu = new Cpu(twins, 'f64');
    const [whole, holed] = [await runSteps(cpu, 100), await runSteps(cpu, 100, 0)];
    expect(holed[0]!.loss).toBe(whole[0]!.loss);
    // In the second step every remembered row is a zero row of nobody: the hardest negative of whoever has none nearer than 1.
    const batch = rowsOf(batches[1]!);
    const nobody = { label: 0xffffffff, x: new Array<number>(width).fill(0) };
    const expected = byDefinition(batch, [nobody]);
    expectClose('gradient', holed[1]!.gradient, expected.gradient, { relative: 1e-12, absolute: 1e-12 });
    expect(holed[1]!.triplets).toBe(expected.triplets);
  });
});
