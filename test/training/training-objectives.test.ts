import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cpu } from '../../src/cpu/backend.js';
import { createRandom } from '../../src/cpu/random.js';
import { twins } from '../../src/cpu/twins.js';
import { resolveGraph } from '../../src/encoder/graph.js';
import { residualHead } from '../../src/encoder/heads.js';
import { Parameters } from '../../src/encoder/parameters.js';
import type { Backend } from '../../src/gpu/backend.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import type { TrainOptions } from '../../src/train/options.js';
import { train } from '../../src/train/trainer.js';
import { clusters } from '../support/clusters.js';
import { expectClose } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const data = clusters(6, 5, 32);
const graph = resolveGraph(residualHead({ width: 32, hidden: 16, noise: 0.04 }));
const start = new Parameters(graph).initialise(createRandom(3));

async function run(backend: Backend, options: TrainOptions) {
  const triplets: number[] = [];
  const losses: number[] = [];
  const training = train(backend, graph, start, data, { steps: 20, identities: 4, pictures: 4, seed: 5, ...options });
  let next = await training.next();
  for (; !next.done; next = await training.next()) {
    triplets.push(next.value.triplets);
    losses.push(next.value.loss);
  }
  return { triplets, losses, weights: next.value.weights };
}

/** Every miner, distance, loss and reducer at least once. */
const objectives: readonly TrainOptions[] = [
  { miner: 'batch-all', distance: 'cosine', loss: 'softMargin', reducer: 'mean' },
  { miner: 'batch-hard', distance: 'L2', loss: 'softMargin', swap: true, reducer: 'sum' },
  { miner: 'semi-hard', distance: 'cosine', loss: 'hinge', margin: 0.5, reducer: 'perAnchor' },
  { miner: 'random-semi-hard', distance: 'L2', loss: 'hinge', margin: 0.5 },
  { miner: 'easy-positive', distance: 'squaredL2', loss: 'hinge', margin: 0.8, swap: true },
  { miner: 'distance-weighted', distance: 'squaredL2', loss: 'softMargin' },
  { miner: 'random', distance: 'cosine', loss: 'hinge', margin: 0.5, swap: true },
];

describe('training with any objective', () => {
  it.each(objectives)('ends twenty steps where the twin ends: $miner, $distance, $loss', async (objective) => {
    const cpu = new Cpu(twins, 'f64');
    const [got, expected] = [await run(gpu, objective), await run(cpu, objective)];
    cpu.destroy();
    expect(got.triplets).toEqual(expected.triplets);
    expectClose('losses', got.losses, expected.losses, { relative: 1e-3, absolute: 1e-4 });
    expectClose('weights', got.weights, expected.weights, { relative: 1e-3, absolute: 1e-3 });
  });

  it('draws other triplets in every step', async () => {
    const { losses } = await run(gpu, { miner: 'random', learningRate: 1e-12 });
    const { losses: twice } = await run(gpu, { miner: 'random', learningRate: 1e-12 });
    expect(twice).toEqual(losses);
    expect(new Set(losses).size).toBeGreaterThan(15);
  });

  it.each([
    { distance: 'L2', margin: 2 },
    { distance: 'cosine', margin: 2.5 },
    { distance: 'squaredL2', margin: 4 },
    { miner: 'hardest' },
    { loss: 'softmargin' },
    { distance: 'euclidean' },
  ])('refuses %o', async (wrong) => {
    await expect(run(gpu, wrong as TrainOptions)).rejects.toMatchObject({ code: 'argument-invalid' });
  });
});
