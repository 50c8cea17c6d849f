import { describe, expect, it } from 'vitest';
import { Cpu } from '../../src/cpu/backend.js';
import { createRandom } from '../../src/cpu/random.js';
import { twins } from '../../src/cpu/twins.js';
import { metricLoss } from '../../src/metric/objective/metric-loss.js';
import type { Verifier } from '../../src/metric/objective/verifier.js';
import { trainVerifier } from '../../src/metric/verifier/training.js';
import { verify } from '../../src/metric/verifier/verify.js';
import { comparisons } from '../../src/ops/verifier.js';
import { expectClose } from '../support/compare.js';
import { centralDifferences } from '../support/gradient.js';
import { numbers } from '../support/random.js';

const width = 8;

/** The first half of the features tells identities apart, the other half is noise; none is negative. */
function toy(identities: number, seed: number) {
  const { uniform } = createRandom(seed);
  const labels: number[] = [];
  const features: number[] = [];
  for (let label = 0; label < identities; label++) {
    const own = Array.from({ length: width }, () => uniform());
    for (let picture = 0; picture < 4; picture++) {
      labels.push(label);
      features.push(...own.map((feature, k) => (k < width / 2 ? feature + 0.02 * uniform() : uniform())));
    }
  }
  return { embeddings: Float32Array.from(features), labels };
}

/** Every pair of rows as two lists, and whether it shows one identity. */
function everyPair(embeddings: Float32Array, labels: readonly number[]) {
  const [a, b, same]: [number[], number[], boolean[]] = [[], [], []];
  for (const i of labels.keys()) {
    for (let j = 0; j < i; j++) {
      a.push(...embeddings.subarray(i * width, (i + 1) * width));
      b.push(...embeddings.subarray(j * width, (j + 1) * width));
      same.push(labels[i] === labels[j]);
    }
  }
  return { a: Float32Array.from(a), b: Float32Array.from(b), same };
}

const train = (
  ...[embeddings, labels, options]: Parameters<typeof trainVerifier> extends [unknown, ...infer R] ? R : never
) => trainVerifier(new Cpu(twins), embeddings, labels, options);

describe.each(comparisons)('a verifier by %s', (comparison) => {
  it('learns which features tell identities apart, and holds for people whom it never saw', async () => {
    const { embeddings, labels } = toy(24, 1);
    const verifier = await train(embeddings, labels, { comparison });
    const size = (from: number) => Math.max(...verifier.weights.slice(from, from + width / 2).map(Math.abs));
    expect(Math.max(...verifier.weights.slice(0, width / 2))).toBeLessThan(0);
    expect(size(0)).toBeGreaterThan(4 * size(width / 2));
    const strangers = toy(12, 2);
    const { a, b, same } = everyPair(strangers.embeddings, strangers.labels);
    const probabilities = verify(verifier, a, b);
    const right = same.filter((genuine, i) => probabilities[i]! > 0.5 === genuine).length;
    expect(right / same.length).toBeGreaterThan(0.97);
    expect(probabilities.every((p) => p >= 0 && p <= 1)).toBe(true);
  });

  it('trains to the same bits from the same seed, and scales with the features', async () => {
    const { embeddings, labels } = toy(5, 3);
    const one = await train(embeddings, labels, { comparison, steps: 20, seed: 7 });
    expect(await train(embeddings, labels, { comparison, steps: 20, seed: 7 })).toEqual(one);
    expect(await train(embeddings, labels, { comparison, steps: 20, seed: 8 })).not.toEqual(one);
    const scaled = await train(
      embeddings.map((feature) => 1024 * feature),
      labels,
      { comparison, steps: 20, seed: 7 },
    );
    expect(scaled.weights).toEqual(one.weights.map((weight) => weight / 1024));
  });

  it.each([
    ['all pairs', {}],
    ['mined triplets', { miner: 'batch-hard', distance: 'L2', reducer: 'perAnchor' }],
  ] as const)('is a loss whose gradients equal central differences: %s', async (_, options) => {
    const labels = [0, 0, 1, 1, 2];
    const cpu = new Cpu(twins, 'f64');
    const embeddings = numbers(1, 5 * width, 0.1, 1);
    const verifier: Verifier = { comparison, weights: Float32Array.from(numbers(2, width, -2, 2)), bias: 0.5 };
    const lossOf = async (loss: Verifier, rows = embeddings) =>
      metricLoss(cpu, rows, labels, { reducer: 'mean', ...options, loss });
    const { loss, gradient, verifierGradient } = await lossOf(verifier);
    const byEmbeddings = await centralDifferences(async (moved) => (await lossOf(verifier, moved)).loss, embeddings);
    expect(loss).toBeGreaterThan(0);
    expectClose('embeddings', gradient, byEmbeddings, { relative: 1e-6, absolute: 1e-9 });
    const weights = await centralDifferences(
      async (moved) => (await lossOf({ ...verifier, weights: Float32Array.from(moved) })).loss,
      Float64Array.from(verifier.weights),
      1e-2,
    );
    // Weights are f32, and the step is long for it.
    expectClose('weights', verifierGradient!.weights, weights, { relative: 1e-3, absolute: 1e-4 });
    const [bias] = await centralDifferences(
      async ([moved]) => (await lossOf({ ...verifier, bias: moved! })).loss,
      Float64Array.of(0.5),
      1e-2,
    );
    expect(verifierGradient!.bias).toBeCloseTo(bias!, 4);
    cpu.destroy();
  });
});

describe('verifiers refuse', () => {
  const verifier: Verifier = { comparison: 'chi-squared', weights: Float32Array.of(-1, -2), bias: 1 };
  const row = Float32Array.of(0.5, 0.25);

  it.each([
    ['not-finite', () => verify(verifier, Float32Array.of(0.5, Number.NaN), row)],
    ['zero-vector', () => verify(verifier, row, new Float32Array(2))],
    ['argument-invalid', () => verify(verifier, row, Float32Array.of(0.5, -0.25))],
    ['shape-mismatch', () => verify(verifier, row, Float32Array.of(0.5, 0.25, 0.5, 0.25))],
    ['shape-mismatch', () => verify(verifier, Float32Array.of(1, 2, 3), Float32Array.of(1, 2, 3))],
    ['argument-invalid', () => verify({ ...verifier, weights: Float32Array.of(Number.NaN, 1) }, row, row)],
    ['argument-invalid', () => verify({ ...verifier, bias: Number.POSITIVE_INFINITY }, row, row)],
    ['argument-invalid', () => verify({ ...verifier, comparison: 'cosine' as 'chi-squared' }, row, row)],
  ])('%s: a pair or a verifier that is none (case %#)', (code, call) => {
    expect(call).toThrow(expect.objectContaining({ code }));
  });

  it('takes negative features where differences are absolute', () => {
    const absolute: Verifier = { ...verifier, comparison: 'absolute-difference' };
    expect([...verify(absolute, row, Float32Array.of(0.5, -0.25))]).toEqual([0.5]);
  });

  it.each([
    ['one-identity', [0, 0, 0, 0], {}],
    ['single-picture', [0, 1, 2, 3], {}],
    ['argument-invalid', [0, 0, 1, 1], { steps: 0 }],
    ['argument-invalid', [0, 0, 1, 1], { comparison: 'cosine' as 'chi-squared' }],
    ['shape-mismatch', [0, 0, 1], {}],
    ['aborted', [0, 0, 1, 1], { signal: AbortSignal.abort() }],
  ])('%s: labels or options that make no sense (case %#)', async (code, labels, options) => {
    await expect(train(Float32Array.of(1, 2, 3, 4), labels, options)).rejects.toMatchObject({ code });
  });

  it('embeddings of one picture, of none, and of no colour', async () => {
    const labels = [0, 0, 1, 1];
    await expect(train(Float32Array.of(1, 1, 1, 1), labels)).rejects.toMatchObject({ code: 'collapsed' });
    await expect(train(Float32Array.of(1, 0, 1, 1), labels)).rejects.toMatchObject({ code: 'zero-vector' });
    await expect(train(new Float32Array(0), [])).rejects.toMatchObject({ code: 'shape-mismatch' });
    const squared = { comparison: 'chi-squared' } as const;
    await expect(train(Float32Array.of(1, -1, 1, 1), labels, squared)).rejects.toMatchObject({
      code: 'argument-invalid',
    });
  });

  it.each([
    ['shape-mismatch', [0, 1], row],
    ['shape-mismatch', [0], row.slice(1)],
    ['argument-invalid', [0], Float32Array.of(0.5, -0.25)],
    ['zero-vector', [0], new Float32Array(2)],
  ])('%s: a batch that does not fit the verifier that is its loss (case %#)', async (code, labels, rows) => {
    const cpu = new Cpu(twins);
    await expect(metricLoss(cpu, rows, labels, { loss: verifier })).rejects.toMatchObject({ code });
    const broken = { ...verifier, bias: Number.NaN };
    await expect(metricLoss(cpu, row, [0], { loss: broken })).rejects.toMatchObject({ code: 'argument-invalid' });
  });

  it('nothing of a batch without pairs of both kinds: its loss is 0', async () => {
    const { loss, gradient, verifierGradient, triplets } = await metricLoss(new Cpu(twins), row, [0], {
      loss: verifier,
    });
    expect([loss, ...gradient, ...verifierGradient!.weights, verifierGradient!.bias]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(triplets.anchors).toHaveLength(0);
    expect((await metricLoss(new Cpu(twins), row, [0])).verifierGradient).toBeNull();
  });
});
