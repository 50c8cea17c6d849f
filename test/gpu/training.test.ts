import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cpu } from '../../src/cpu/backend.js';
import { createRandom } from '../../src/cpu/random.js';
import { twins } from '../../src/cpu/twins.js';
import { resolveGraph } from '../../src/encoder/graph.js';
import { perceptron, residualHead } from '../../src/encoder/heads.js';
import { Parameters } from '../../src/encoder/parameters.js';
import type { Backend } from '../../src/gpu/backend.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import type { TeachOptions, TeachProgress } from '../../src/train/options.js';
import { train } from '../../src/train/trainer.js';
import { clusters } from '../support/clusters.js';
import { expectBitEqual, expectClose } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const data = clusters(6, 5, 32);
const graph = resolveGraph(residualHead({ width: 32, hidden: 16, noise: 0.04 }));
const start = new Parameters(graph).initialise(createRandom(3));
const options: TeachOptions = { steps: 100, identities: 4, pictures: 4, seed: 5, margin: 0.5 };

async function run(backend: Backend, given: TeachOptions = options) {
  const progress: TeachProgress[] = [];
  const training = train(backend, graph, start, data, given);
  let next = await training.next();
  for (; !next.done; next = await training.next()) progress.push(next.value);
  return { progress, weights: next.value.weights };
}

describe('training on the GPU', () => {
  it.each(['batch-hard', 'semi-hard'] as const)('ends a hundred %s steps where the twin ends', async (miner) => {
    const got = await run(gpu, { ...options, miner });
    const cpu = new Cpu(twins, 'f64');
    const expected = await run(cpu, { ...options, miner });
    expectClose('weights', got.weights, expected.weights, { relative: 1e-3, absolute: 1e-3 });
    expect(got.progress.map(({ step }) => step)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    for (const [i, { loss, triplets, activeFraction }] of got.progress.entries()) {
      const twin = expected.progress[i]!;
      expectClose(`loss of step ${i + 1}`, [loss], [twin.loss], { relative: 1e-3, absolute: 1e-3 });
      expect(triplets).toBe(twin.triplets);
      expect(activeFraction).toBeCloseTo(twin.activeFraction, 1);
    }
    expect(got.progress.at(-1)!.loss).toBeLessThan(got.progress[0]!.loss);
  });

  it('is bit-equal in two runs', async () => {
    expectBitEqual('weights', (await run(gpu)).weights, (await run(gpu)).weights);
  });

  it('submits once a step and makes nothing inside it', async () => {
    const training = train(gpu, graph, start, data, { ...options, steps: 30, every: 10 });
    await training.next();
    for (let step = 2; step <= 10; step++) await training.next();
    const before = { ...gpu.counters };
    for (let step = 11; step <= 20; step++) await training.next();
    const after = gpu.counters;
    expect(after.submits - before.submits).toBe(10);
    expect(after.readbacks - before.readbacks).toBe(1);
    expect(after.pipelines).toBe(before.pipelines);
    expect(after.bindGroups).toBe(before.bindGroups);
    expect(after.buffers).toBe(before.buffers);
    await training.return(undefined as never);
  });

  it('gives its memory back, however it ends', async () => {
    const { buffers, bytesAllocated } = gpu.counters;
    await run(gpu, { ...options, steps: 3 });
    const early = train(gpu, graph, start, data, options);
    await early.next();
    await early.return(undefined as never);
    const controller = new AbortController();
    const aborted = train(gpu, graph, start, data, { ...options, signal: controller.signal });
    await aborted.next();
    controller.abort();
    await expect(aborted.next()).rejects.toMatchObject({ code: 'aborted' });
    expect(gpu.counters.buffers).toBe(buffers);
    expect(gpu.counters.bytesAllocated).toBe(bytesAllocated);
  });

  it('trains a perceptron from random weights', async () => {
    const plain = resolveGraph(perceptron([32, 24, 8]));
    const training = train(gpu, plain, new Parameters(plain).initialise(createRandom(1)), data, {
      ...options,
      optimiser: 'adam',
      learningRate: 1e-3,
    });
    const losses: number[] = [];
    for await (const { loss } of training) losses.push(loss);
    expect(losses.at(-1)!).toBeLessThan(losses[0]! / 2);
  });

  it('refuses features that are not finite', async () => {
    const features = data.features.slice();
    features[7] = Number.NaN;
    const training = train(gpu, graph, start, { ...data, features }, options);
    await expect(async () => {
      for await (const _ of training);
    }).rejects.toMatchObject({ code: 'not-finite' });
  });
});
