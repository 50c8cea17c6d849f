import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cpu } from '../../src/cpu/backend.js';
import { createRandom } from '../../src/cpu/random.js';
import { twins } from '../../src/cpu/twins.js';
import type { Backend } from '../../src/gpu/backend.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import type { TrainingData } from '../../src/train/data.js';
import { Forward } from '../../src/train/forward.js';
import { Judge } from '../../src/train/judge.js';
import type { TrainOptions } from '../../src/train/options.js';
import { isBetterScore } from '../../src/train/score.js';
import { splitPictures } from '../../src/train/split.js';
import { clusters } from '../support/clusters.js';
import { expectBitEqual } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { head, startOf, trainHead, WIDTH } from '../support/teaching.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const options: TrainOptions = { steps: 40, pictures: 3, heldOut: 0.1, every: 10, checkpoint: 20, learningRate: 1e-2 };

/** Trains, measures anew what came out on the held-out pictures, and fails if that is worse than what went in. */
async function expectNoWorse(backend: Backend, data: TrainingData, given: TrainOptions) {
  const { trained } = await trainHead(backend, data, given);
  const forward = await Forward.compile(backend, head, 2 ** 26, data.labels.length);
  const judge = new Judge(forward, splitPictures(data, given.heldOut!, given.seed ?? 0));
  const [before, after] = [await judge.measure(startOf()), await judge.measure(trained.weights)];
  forward.release();
  expect(trained.judgement!.before).toEqual(before);
  if (trained.kept === 'after') expect(isBetterScore(after, before)).toBe(true);
  else expectBitEqual('weights', trained.weights, startOf());
  expect(trained.reason).not.toBe('');
  return trained;
}

function relabelled(data: TrainingData, change: (labels: Uint32Array) => ArrayLike<number>): TrainingData {
  return { ...data, labels: Uint32Array.from(change(data.labels)) };
}

describe.each(['twin', 'GPU'] as const)('teaching on the %s never ends with worse weights', (name) => {
  const backend = (): Backend => (name === 'GPU' ? gpu : new Cpu(twins));
  const people = clusters(8, 6, WIDTH, 0.6);

  it.each([1, 2, 3])('with labels shuffled at random, seed %i', async (seed) => {
    const shuffled = relabelled(people, (labels) => createRandom(seed).shuffle([...labels]));
    await expectNoWorse(backend(), shuffled, { ...options, seed });
  });

  it('with one mislabelled picture in ten, and it still learns', async () => {
    const wrong = relabelled(people, (labels) => labels.map((label, i) => (i % 10 === 3 ? (label + 1) % 8 : label)));
    expect((await expectNoWorse(backend(), wrong, options)).kept).toBe('after');
  });

  it.each([1e-6, 1e-4, 1e-2, 1, 10])('with a learning rate of %d', async (learningRate) => {
    for (const optimiser of ['adamw', 'sgd'] as const) {
      await expectNoWorse(backend(), people, { ...options, learningRate, optimiser });
    }
  });

  it.each([2, 3, 20, 200])('with %i identities', async (identities) => {
    for (const pictures of [2, 4]) await expectNoWorse(backend(), clusters(identities, pictures, WIDTH, 0.6), options);
  });
});

describe('a training that goes wrong', () => {
  const data = clusters(6, 5, WIDTH);
  const wild: TrainOptions = { ...options, steps: 60, optimiser: 'sgd', learningRate: 1e30, maxGradientNorm: 0 };

  it('is rolled back, slowed down and given up, with named events in the progress and the report', async () => {
    const { trained, progress } = await trainHead(gpu, data, wild);
    const kinds = trained.events.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'rolled-back')).toHaveLength(6);
    expect(kinds.at(-1)).toBe('gave-up');
    expect(progress.flatMap(({ events = [] }) => events)).toEqual(trained.events);
    expect(trained).toMatchObject({ kept: 'before', steps: 0 });
    expect(trained.reason).toMatch(/lower the learning rate/);
    expectBitEqual('weights', trained.weights, startOf());
  });

  it('goes on at half the rate if that is enough', async () => {
    const found = [];
    for (let learningRate = 1; learningRate < 1e4; learningRate *= 4) {
      const { trained } = await trainHead(gpu, data, { ...wild, learningRate });
      const count = trained.events.filter(({ kind }) => kind === 'rolled-back').length;
      if (count > 0 && count <= 5) found.push(trained);
    }
    expect(found.length).toBeGreaterThan(0);
    for (const trained of found) expect(trained.events.some(({ kind }) => kind === 'gave-up')).toBe(false);
  });

  it('goes further back from a checkpoint that was taken on the way there, and gets through', async () => {
    const { trained, progress } = await trainHead(gpu, clusters(6, 5, WIDTH, 0.2), {
      ...wild,
      ...{ learningRate: 3, every: 1, checkpoint: 5, patience: 4 },
    });
    const rolledBack = trained.events.filter(({ kind }) => kind === 'rolled-back');
    const ways = rolledBack.map(({ step, text }) => [step, Number(/back to step (\d+)/.exec(text)![1])]);
    // At step 6 right behind the checkpoint, and again with half the rate: from then on it begins anew.
    expect(ways.slice(-2).map(([, to]) => to)).toEqual([5, 0]);
    expect(progress.slice(-60).map(({ step }) => step)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    expect(trained.steps).toBe(60);
  });

  it('is called stuck where every hardest triplet breaks the margin and nothing gets better, and not where it does', async () => {
    const alike: TrainOptions = { ...options, steps: 60, optimiser: 'sgd', learningRate: 0.03, patience: 4 };
    const kinds = async (noise: number, given: TrainOptions) =>
      (await trainHead(gpu, clusters(6, 5, WIDTH, noise), given)).trained.events.map(({ kind, step }) => [kind, step]);
    expect(await kinds(0.8, alike)).toEqual([['stuck', 30]]);
    expect(await kinds(0.8, { ...alike, miner: 'semi-hard' })).toEqual([]);
    expect(await kinds(0.2, alike)).toEqual([]);
  });

  it('ends early once nothing better is found, and says so', async () => {
    const { trained } = await trainHead(gpu, data, { ...options, steps: 400, patience: 1, learningRate: 0.05 });
    expect(trained.steps).toBeLessThan(400);
    expect(trained.events.at(-1)).toMatchObject({ kind: 'stopped-early', step: trained.steps });
  });

  it('says that too few pictures could be held out, and judges on the taught ones', async () => {
    const { trained } = await trainHead(gpu, clusters(4, 2, WIDTH), options);
    expect(trained.judgement).toMatchObject({ on: 'taught', pictures: 8 });
    expect(trained.reason).toMatch(/too few to hold some out/);
  });

  it('measures five times: submits are few', async () => {
    const before = { ...gpu.counters };
    await trainHead(gpu, data, { ...options, steps: 40, patience: 4, checkpoint: 100 });
    // 40 steps, 4 + 1 measurements of two batches, the vectors read at the start (3) and the weights at every measurement.
    expect(gpu.counters.submits - before.submits).toBe(40 + 5 * 2 + 3 + 4);
    expect(gpu.counters.buffers).toBe(before.buffers);
  });
});
