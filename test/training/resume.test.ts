import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cpu } from '../../src/cpu/backend.js';
import { twins } from '../../src/cpu/twins.js';
import type { Backend } from '../../src/gpu/backend.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import type { TrainOptions } from '../../src/train/options.js';
import { clusters } from '../support/clusters.js';
import { expectBitEqual } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { refusal } from '../support/refusal.js';
import { type Ended, killedAt, startOf, trainHead, WIDTH } from '../support/teaching.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const strangers = clusters(7, 2, WIDTH, 0.8, 9);
/** Everything that has a state: told pairs, strangers, a schedule, a moving average, earlier batches, held-out pictures, pictures drawn in rounds. */
const data = {
  ...clusters(6, 5, WIDTH),
  told: [{ a: [0, 1, 2], b: [5] }],
  cohort: { ...strangers, original: startOf() },
};
const options: TrainOptions = {
  ...{ steps: 50, identities: 4, pictures: 3, margin: 0.5, learningRate: 3e-3, seed: 5, every: 4, checkpoint: 3 },
  ...{ schedule: 'cosine', warmUp: 5, marginWarmUp: 20, averaging: 0.9, heldOut: 0.1, patience: 4 },
  crossBatch: 500,
};

const isSame = (a: Uint8Array | undefined, b: Uint8Array | undefined) =>
  a && b ? Buffer.compare(a, b) === 0 : a === b;

describe.each(['twin', 'GPU'] as const)('a training on the %s that is killed', (name) => {
  const backend = (): Backend => (name === 'GPU' ? gpu : new Cpu(twins));

  it('at any of 50 steps ends with the bits of one that is not', async () => {
    const { trained } = await trainHead(backend(), data, options);
    expect(trained.steps).toBe(50);
    let former: Uint8Array | undefined;
    for (let step = 1; step <= 50; step++) {
      const checkpoint = await killedAt(backend(), data, options, step);
      expect(checkpoint === undefined).toBe(step < 3);
      // A kill leaves nothing else behind: from the same bytes the same training goes on.
      if (step > 1 && isSame(checkpoint, former)) continue;
      former = checkpoint;
      const resumed = await trainHead(backend(), data, checkpoint ? { resume: checkpoint } : options);
      expectBitEqual(`weights after a kill at step ${step}`, resumed.trained.weights, trained.weights);
      expect(resumed.trained).toMatchObject({ steps: 50, kept: trained.kept, judgement: trained.judgement });
    }
  });

  it('also between rollbacks: slowed down as it was, and with the same way back', async () => {
    const wild: TrainOptions = { ...options, learningRate: 100, optimiser: 'sgd' };
    const { trained, progress } = await trainHead(backend(), data, wild);
    const back = (ended: Ended) => ended.trained.events.filter(({ kind }) => kind !== 'resumed');
    expect(back({ trained, progress }).length).toBeGreaterThan(1);
    for (const { checkpoint } of progress) {
      if (!checkpoint) continue;
      const resumed = await trainHead(backend(), data, { resume: checkpoint });
      expectBitEqual('weights', resumed.trained.weights, trained.weights);
      expect(back(resumed)).toEqual(trained.events);
    }
  });
});

describe('a checkpoint', () => {
  const cpu = new Cpu(twins);
  const last = async () => (await killedAt(cpu, data, options, 12))!;

  it('of other pictures, other weights or other options is refused', async () => {
    const resume = await last();
    const other = { ...data, features: data.features.map((value) => value + 1e-3) };
    await expect(trainHead(cpu, other, { resume })).rejects.toEqual(refusal('save-mismatch'));
    await expect(trainHead(cpu, data, { resume }, startOf(4))).rejects.toEqual(refusal('save-mismatch'));
    await expect(trainHead(cpu, { ...data, told: [] }, { resume })).rejects.toEqual(refusal('save-mismatch'));
    await expect(trainHead(cpu, data, { resume, margin: 0.3 })).rejects.toEqual(
      refusal('argument-invalid', /margin is 0.3, but the checkpoint was made with 0.5; leave it out/),
    );
    expect((await trainHead(cpu, data, { resume, margin: 0.5 })).trained.steps).toBe(50);
  });

  it('that is damaged is refused', async () => {
    const resume = await last();
    for (const end of [0, 7, 60, resume.length - 1]) {
      await expect(trainHead(cpu, data, { resume: resume.subarray(0, end) })).rejects.toEqual(
        refusal('save-truncated'),
      );
    }
    for (let place = 8; place < resume.length; place += 997) {
      const changed = resume.slice();
      changed[place]! ^= 1;
      await expect(trainHead(cpu, data, { resume: changed }), `byte ${place}`).rejects.toMatchObject({
        name: 'KinfoldError',
      });
    }
  });
});
