import { describe, expect, it } from 'vitest';
import { openCpu } from '../../src/cpu/index.js';
import { createRandom } from '../../src/cpu/random.js';
import { resolveGraph } from '../../src/encoder/graph.js';
import { residualHead } from '../../src/encoder/heads.js';
import { Parameters } from '../../src/encoder/parameters.js';
import type { TeachProgress, TrainOptions } from '../../src/train/options.js';
import { train } from '../../src/train/trainer.js';
import { clusters } from '../support/clusters.js';
import { expectBitEqual } from '../support/compare.js';

const graph = resolveGraph(residualHead({ width: 16, hidden: 8, noise: 0.1 }));
const start = new Parameters(graph).initialise(createRandom(3));
const data = clusters(8, 3, 16);
const options: TrainOptions = {
  steps: 12,
  identities: 2,
  pictures: 2,
  seed: 5,
  learningRate: 1e-2,
  every: 3,
  checkpoint: 5,
};

async function run(given: TrainOptions, pictures = data) {
  const progress: TeachProgress[] = [];
  const training = train(openCpu(), graph, start, pictures, given);
  let next = await training.next();
  for (; !next.done; next = await training.next()) progress.push(next.value);
  return { progress, weights: next.value.weights };
}

describe('training with a cross-batch memory', () => {
  it('begins like one without, and meets more from the first read-back on', async () => {
    const [without, memory] = [await run(options), await run({ ...options, crossBatch: 12 })];
    expect(memory.progress.slice(0, 3)).toEqual(without.progress.slice(0, 3));
    const distances = ({ progress }: typeof without) => progress.slice(3).map(({ meanNegative }) => meanNegative);
    const nearer = distances(memory).filter((distance, i) => distance < distances(without)[i]!);
    expect(nearer.length).toBeGreaterThan(8);
  });

  it('goes on from a checkpoint with the same bits, the ring half full and overwritten', async () => {
    for (const crossBatch of [10, 60]) {
      const whole = await run({ ...options, crossBatch });
      for (const step of [5, 10]) {
        const resume = whole.progress[step - 1]!.checkpoint!;
        const resumed = await run({ resume });
        expect(resumed.progress.at(0)!.step).toBe(step + 1);
        expectBitEqual(`weights after ${step} steps of ${crossBatch}`, resumed.weights, whole.weights);
      }
    }
  });

  it.each([-1, 1.5, 100_001])('refuses %d', async (crossBatch) => {
    await expect(run({ ...options, crossBatch })).rejects.toMatchObject({ code: 'argument-invalid' });
  });
});

describe('training with offline mining', () => {
  /** Five pairs of people who look alike. */
  const pairs = (() => {
    const [people, likenesses] = [clusters(5, 6, 16, 0.1, 1), clusters(10, 3, 16, 0.4, 2)];
    const features = people.features.map((x, i) => x + 0.4 * likenesses.features[i]!);
    return { features, labels: likenesses.labels };
  })();
  const mining = { ...options, steps: 24, learningRate: 1e-5, every: 6, checkpoint: 4, offlineMining: true };

  it('puts those who are confused into one batch from the second epoch on', async () => {
    const { progress } = await run(mining, pairs);
    const distances = progress.map(({ meanNegative }) => meanNegative);
    // An epoch shows 30 pictures, 4 a step.
    const mean = (some: number[]) => some.reduce((sum, distance) => sum + distance, 0) / some.length;
    expect(mean(distances.slice(8))).toBeLessThan(0.6 * mean(distances.slice(0, 8)));
    expect(Math.max(...distances.slice(8))).toBeLessThan(1);
  });

  it('goes on from a checkpoint with the same bits, in the first epoch, at its end and in the second', async () => {
    const whole = await run(mining, pairs);
    for (const step of [4, 8, 12]) {
      const resumed = await run({ resume: whole.progress[step - 1]!.checkpoint! }, pairs);
      expectBitEqual(`weights after ${step}`, resumed.weights, whole.weights);
    }
  });

  it('stops when it is told to, and gives all memory back', async () => {
    const [backend, controller] = [openCpu(), new AbortController()];
    const training = train(backend, graph, start, pairs, { ...mining, signal: controller.signal });
    await training.next();
    controller.abort();
    await expect(training.next()).rejects.toMatchObject({ code: 'aborted' });
    expect(backend.counters.bytesAllocated).toBe(0);
  });
});

describe('training on single pictures', () => {
  const single = clusters(6, 1, 16);

  it('is refused unless one shot is asked for', async () => {
    await expect(run(options, single)).rejects.toMatchObject({ code: 'single-picture' });
    const { progress } = await run({ ...options, oneShot: true, identities: 3 }, single);
    // A picture under noise is not quite itself.
    for (const { triplets, meanPositive } of progress) {
      expect(triplets).toBe(6);
      expect(meanPositive).toBeGreaterThan(1e-4);
    }
  });
});
