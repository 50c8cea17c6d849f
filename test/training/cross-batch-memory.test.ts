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

/** Steps between two read-backs of the statistics. */
const EVERY = 2;

/** The steps of a training without its encoder. In the steps `skipped` the gradient was not finite. */
async function runSteps(backend: Backend, capacity: number, skipped: readonly number[]) {
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
  for (let [first, known] = [0, 0]; first < batches.length; first += EVERY) {
    const columns = memory.columns(known);
    objective.prepare(program, { columns });
    const window = batches.slice(first, first + EVERY).map((batch, i) => ({ ...batch, step: first + i }));
    for (const { step, ...batch } of window) {
      backend.write(embeddings, batch.embeddings);
      backend.write(labels, batch.labels);
      backend.write(control, Float32Array.of(1, 1, skipped.includes(step) ? 1 : 0));
      memory.prepare(program, known + step - first);
      const record = decodeStats(await program.runAndRead(stats));
      results.push({ ...record, gradient: await backend.read(dEmbeddings), columns });
    }
    known = memory.remembered(
      known,
      window.map(({ step }) => ({ skipped: skipped.includes(step) })),
    );
  }
  program.release();
  backend.free([...own, ...objective.buffers]);
  return results;
}

/** What the ring holds of other batches in each step: nothing counts before it is known to stand there, and nothing empty ever does. */
function ringsByDefinition(capacity: number, skipped: readonly number[]): Row[][] {
  const ring: (Row | undefined)[] = new Array(capacity).fill(undefined);
  const kept = Math.min(rows, capacity);
  const seen: Row[][] = [];
  for (let [first, known] = [0, 0]; first < batches.length; first += EVERY) {
    const window = batches.slice(first, first + EVERY);
    const length = Math.min(known * kept, capacity);
    let gap = window.length;
    for (const [i, batch] of window.entries()) {
      const visible = ring.slice(0, length).flatMap((row) => row ?? []);
      expect(visible.length).toBe(length);
      seen.push(visible);
      const isFull = (known + i) * kept >= capacity;
      if (!skipped.includes(first + i)) {
        for (const [k, row] of rowsOf(batch).slice(0, kept).entries()) ring[((known + i) * kept + k) % capacity] = row;
      } else if (!isFull) gap = Math.min(gap, i);
    }
    known += gap;
  }
  return seen;
}

describe('a cross-batch memory', () => {
  it.each([
    ['a whole number of batches', 12, []],
    ['part of a batch more', 15, []],
    ['less than a batch', 4, []],
    ['more than all batches', 100, []],
    ['several batches, the first of which was skipped', 18, [0]],
    ['several batches, one of which was skipped', 18, [2]],
    ['several batches, when one was skipped after it was full', 12, [5]],
    ['more than all batches, of which some were skipped', 100, [1, 2, 5]],
  ])(
    'of %s equals brute force over the batches that it holds, on the GPU and on the twins',
    async (_, capacity, skipped) => {
      const cpu = new Cpu(twins, 'f64');
      const rings = ringsByDefinition(capacity, skipped);
      for (const [backend, tolerance] of [[gpu, 1e-5] as const, [cpu, 1e-12] as const]) {
        const results = await runSteps(backend, capacity, skipped);
        for (const [i, batch] of batches.map(rowsOf).entries()) {
          const { loss, triplets, gradient } = byDefinition(batch, rings[i]!);
          expect(results[i]!.columns).toBe(rows + rings[i]!.length);
          expect([i, results[i]!.triplets]).toEqual([i, triplets]);
          const close = { relative: tolerance, absolute: tolerance };
          expectClose(`loss of step ${i}`, [results[i]!.loss], [loss], close);
          expectClose(`gradient of step ${i}`, results[i]!.gradient, gradient, close);
        }
      }
    },
  );
});
