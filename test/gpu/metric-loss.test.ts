import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cpu } from '../../src/cpu/backend.js';
import { twins } from '../../src/cpu/twins.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import { type MetricLossOptions, metricLoss } from '../../src/metric/objective/metric-loss.js';
import { miners } from '../../src/ops/mining.js';
import { expectClose } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { centralDifferences } from '../support/gradient.js';
import { numbers } from '../support/random.js';

let gpu: Gpu;
const cpu = new Cpu(twins, 'f64');
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => {
  gpu.destroy();
  cpu.destroy();
});

const labels = [0, 0, 0, 1, 1, 2, 2, 2, 3];
const embeddings = Float32Array.from(numbers(5, 9 * 6));

describe('metricLoss', () => {
  it('computes a hand-worked example on the GPU and on the twin', async () => {
    // On a line: 0 and 1 are of one identity, 3 and 10 of another. d = 1, 9, 100; 4, 81; 49.
    for (const backend of [gpu, cpu]) {
      const got = await metricLoss(backend, Float32Array.of(0, 1, 3, 10), [7, 7, 4, 4], { margin: 2, reducer: 'sum' });
      expect(got.triplets).toEqual({
        anchors: Uint32Array.of(0, 1, 2, 3),
        positives: Uint32Array.of(1, 0, 3, 2),
        negatives: Uint32Array.of(2, 2, 1, 1),
      });
      // Only anchor 2 breaks the margin: 49 − 4 + 2.
      expect(got.loss).toBe(47);
      expect([...got.gradient]).toEqual([0, 4, -18, 14]);
    }
  });

  it.each(miners)('gives the same on the GPU and on the twin: %s', async (miner) => {
    for (const [at, distance] of (['squaredL2', 'L2', 'cosine'] as const).entries()) {
      const options: MetricLossOptions = {
        miner,
        distance,
        loss: at > 0 ? 'softMargin' : 'hinge',
        swap: at > 1,
        seed: 9,
      };
      const [got, expected] = [
        await metricLoss(gpu, embeddings, labels, options),
        await metricLoss(cpu, embeddings, labels, options),
      ];
      expect(got.triplets).toEqual(expected.triplets);
      expectClose('loss', [got.loss], [expected.loss], { relative: 1e-5, absolute: 1e-5 });
      expectClose('gradient', got.gradient, expected.gradient, { relative: 1e-4, absolute: 1e-5 });
    }
  });

  it.each(['squaredL2', 'L2', 'cosine'] as const)(
    'has a gradient equal to central differences: %s',
    async (distance) => {
      const options: MetricLossOptions = {
        miner: 'batch-all',
        distance,
        loss: 'softMargin',
        swap: true,
        reducer: 'perAnchor',
      };
      const point = Float64Array.from(embeddings);
      const loss = async (x: Float64Array) => (await metricLoss(cpu, x, labels, options)).loss;
      const { gradient } = await metricLoss(cpu, point, labels, options);
      expectClose('gradient', gradient, await centralDifferences(loss, point), { relative: 1e-6, absolute: 1e-9 });
    },
  );

  it('draws by its seed', async () => {
    const draw = async (seed: number) => [
      ...(await metricLoss(gpu, embeddings, labels, { miner: 'random', seed })).triplets.negatives,
    ];
    expect(await draw(1)).toEqual(await draw(1));
    expect(await draw(1)).not.toEqual(await draw(2));
  });

  it('gives its memory back', async () => {
    const before = { ...gpu.counters };
    await metricLoss(gpu, embeddings, labels);
    expect(gpu.counters.bytesAllocated).toBe(before.bytesAllocated);
    expect(gpu.counters.buffers).toBe(before.buffers);
  });

  it.each([
    { name: 'no labels', labels: [], code: 'argument-invalid' },
    { name: 'too few labels', labels: [0, 1], embeddings: Float32Array.of(1, 2, 3), code: 'shape-mismatch' },
    { name: 'a label that is no u32', labels: [0.5, 1], embeddings: Float32Array.of(1, 2), code: 'argument-invalid' },
    { name: 'NaN', labels: [0, 1], embeddings: Float32Array.of(1, Number.NaN), code: 'not-finite' },
    { name: 'distances that overflow', labels: [0, 1], embeddings: Float32Array.of(1, 3e38), code: 'not-finite' },
    { name: 'an unknown miner', options: { miner: 'hardest' as never }, code: 'argument-invalid' },
    { name: 'an unknown distance', options: { distance: 'l2' as never }, code: 'argument-invalid' },
    { name: 'a margin of NaN', options: { margin: Number.NaN }, code: 'argument-invalid' },
    { name: 'a negative seed', options: { seed: -1 }, code: 'argument-invalid' },
  ])('refuses $name', async ({ code, options, ...batch }) => {
    const refused = metricLoss(gpu, batch.embeddings ?? embeddings, batch.labels ?? labels, options);
    await expect(refused).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/^metricLoss.*(expected|but)/),
    });
    expect(gpu.counters.bytesAllocated).toBe(0);
  });
});
