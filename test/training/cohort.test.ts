import { afterAll, beforeAll, expect, it } from 'vitest';
import { Cpu } from '../../src/cpu/backend.js';
import { twins } from '../../src/cpu/twins.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import { Forward } from '../../src/train/forward.js';
import type { TrainOptions } from '../../src/train/options.js';
import { clusters } from '../support/clusters.js';
import { expectClose } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { head, startOf, trainHead, WIDTH } from '../support/teaching.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const people = clusters(3, 4, WIDTH, 0.9);
const strangers = clusters(40, 2, WIDTH, 0.9, 9);
const cohort = { ...strangers, original: startOf() };
const options: TrainOptions = { steps: 60, pictures: 3, learningRate: 1e-2, seed: 2 };

/** Mean squared distance that the strangers were moved. */
async function drift(weights: Float32Array): Promise<number> {
  const forward = await Forward.compile(gpu, head, 2 ** 26, strangers.labels.length);
  const before = await forward.embed(startOf(), strangers.features);
  const after = await forward.embed(weights, strangers.features);
  forward.release();
  return after.reduce((sum, value, i) => sum + (value - before[i]!) ** 2, 0) / strangers.labels.length;
}

it('strangers of a cohort stay where they were, the more so the heavier the distillation', async () => {
  const drifts = [];
  for (const distillation of [0, 1, 10]) {
    const { trained } = await trainHead(gpu, { ...people, cohort }, { ...options, distillation });
    drifts.push(await drift(trained.weights));
  }
  expect(drifts[1]!).toBeLessThan(drifts[0]! * 0.8);
  expect(drifts[2]!).toBeLessThan(drifts[1]! / 2);
});

it('strangers are negatives: few people meet many', async () => {
  const without = await trainHead(gpu, people, { ...options, steps: 5 });
  const among = await trainHead(gpu, { ...people, cohort }, { ...options, steps: 5, distillation: 0 });
  // The hardest of many is nearer than the hardest of few, for as many anchors.
  expect(among.progress[0]!.meanNegative).toBeLessThan(without.progress[0]!.meanNegative);
  expect(among.progress[0]!.triplets).toBe(without.progress[0]!.triplets);
});

it('trains on the GPU as on the twin, with strangers, told pairs, an average and a growing margin', async () => {
  const data = { ...people, cohort, told: [{ a: [0, 1], b: [9] }] };
  const given = { ...options, learningRate: 1e-3, averaging: 0.9, marginWarmUp: 20, steps: 30 };
  const expected = await trainHead(new Cpu(twins, 'f64'), data, given);
  const got = await trainHead(gpu, data, given);
  expectClose('weights', got.trained.weights, expected.trained.weights, { relative: 1e-3, absolute: 1e-3 });
});
