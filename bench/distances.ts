import { createRandom } from '../src/cpu/random.js';
import type { Gpu } from '../src/gpu/gpu.js';
import { Recorder } from '../src/gpu/recorder.js';
import { tensor } from '../src/gpu/tensor.js';
import * as distances from '../src/ops/distances.js';
import * as mining from '../src/ops/mining.js';
import { place, work } from './kinfold.js';
import { compare, expectSame, type Result } from './measure.js';
import { masksOf, squaredDistances, tf } from './tfjs.js';
import { unitRows } from './unit-rows.js';

const [WIDTH, PICTURES, MARGIN] = [128, 4, 0.2];

/** Squared distances of every pair of a batch, and batch-hard mining over them. */
export async function benchDistances(gpu: Gpu): Promise<Result[]> {
  const results: Result[] = [];
  for (const rows of [64, 256, 1024]) results.push(...(await atBatch(gpu, rows)));
  return results;
}

async function atBatch(gpu: Gpu, rows: number): Promise<Result[]> {
  const data = unitRows(createRandom(rows), rows, WIDTH);
  const ids = Uint32Array.from({ length: rows }, (_, row) => Math.floor(row / PICTURES));
  const s = {
    embeddings: tensor('embeddings', rows * WIDTH),
    labels: tensor('labels', rows, 'u32'),
    distances: tensor('distances', rows * rows),
    negatives: tensor('negatives', rows * rows, 'u32'),
  };
  place(gpu, [[s.embeddings, data], [s.labels, ids], [s.distances], [s.negatives]]);
  const [measuring, choosing] = [new Recorder(gpu), new Recorder(gpu)];
  distances.forward(measuring, 'squaredL2', s, { rows, width: WIDTH });
  mining.forward(choosing, 'batch-hard', s, { rows, margin: MARGIN, width: WIDTH, distance: 'squaredL2' });
  const measure = await gpu.compile('distances', measuring.commands);
  const choose = await gpu.compile('mining', choosing.commands);

  const embeddings = tf.tensor2d(data, [rows, WIDTH]);
  const pairs = tf.keep(squaredDistances(embeddings));
  const { positives, notNegatives } = masksOf(ids);
  const mine = () => {
    const farthest = tf.argMax(tf.mul(pairs, positives), 1);
    const nearest = tf.argMin(tf.add(pairs, notNegatives), 1);
    return tf.stack([farthest, nearest]);
  };

  const ours = await measure.runAndRead(s.distances);
  expectSame('distances', ours, await pairs.data(), 1e-4);
  // Ours names the negative at (anchor, positive); where rounding swaps two of them their distances are equal.
  const negatives = await choose.runAndRead(s.negatives);
  const theirs = await mine().data();
  const chosen = Array.from({ length: rows }, (_, anchor) => {
    const row = negatives.subarray(anchor * rows, (anchor + 1) * rows);
    const positive = row.findIndex((negative: number) => negative !== mining.NONE);
    return [ours[anchor * rows + positive]!, ours[anchor * rows + row[positive]!]!] as const;
  });
  const at = (half: number) => chosen.map((_, anchor) => ours[anchor * rows + theirs[half * rows + anchor]!]!);
  expectSame(
    'farthest positive',
    chosen.map(([positive]) => positive),
    at(0),
    1e-4,
  );
  expectSame(
    'nearest negative',
    chosen.map(([, negative]) => negative),
    at(1),
    1e-4,
  );

  // One word is read at the end of a block: the same wait for both, and no copy to speak of.
  const [word, label] = [
    { ...s.distances, length: 1 },
    { ...s.negatives, length: 1 },
  ];
  const results = [
    await compare(
      `pairwise distances, B = ${rows}`,
      work(measure, word),
      repeat(() => squaredDistances(embeddings)),
    ),
    await compare(`batch-hard mining, B = ${rows}`, work(choose, label), repeat(mine)),
  ];
  for (const program of [measure, choose]) program.release();
  gpu.free(Object.values(s).map(({ buffer }) => buffer));
  tf.dispose([embeddings, pairs, positives, notNegatives]);
  return results;
}

function repeat(make: () => tf.Tensor) {
  return async (times: number) => {
    for (let i = 1; i < times; i++) tf.tidy(() => void make());
    const first = tf.tidy(() => tf.slice(tf.reshape(make(), [-1]), 0, 1));
    await first.data();
    first.dispose();
  };
}
