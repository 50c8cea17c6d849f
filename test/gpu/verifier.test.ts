import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cpu } from '../../src/cpu/backend.js';
import { twins } from '../../src/cpu/twins.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import { metricLoss } from '../../src/metric/objective/metric-loss.js';
import { trainVerifier } from '../../src/metric/verifier/training.js';
import * as verifier from '../../src/ops/verifier.js';
import { runOn } from '../support/both.js';
import { expectClose, toleranceFor } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { climb } from '../support/ladder.js';
import { numbers, sizes } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

/** Features in [0, 1] in steps of 1/8: many are equal, many are 0. */
function tensors({ rows, columns, width }: verifier.VerifierShape, seed: number) {
  return {
    embeddings: { data: numbers(seed, columns * width, 0, 1).map((feature) => Math.round(feature * 8) / 8) },
    weights: { data: numbers(seed + 1, width + 1) },
    logits: { length: rows * columns },
    d_logits: { data: numbers(seed + 2, rows * columns) },
    d_embeddings: { length: rows * width },
    d_weights: { data: numbers(seed + 3, width + 1) },
  } as const;
}

describe.each(verifier.comparisons)('verifier by %s on the GPU', (comparison) => {
  climb(() => gpu, {
    shapes: fc
      .record({ rows: sizes(8), more: fc.constantFrom(0, 1, 30), width: sizes(16) })
      .map(({ rows, more, width }) => ({ rows, columns: rows + more, width })),
    fixed: { rows: 33, columns: 41, width: 61 },
    tensors,
    record: (shape, workgroup) => (recorder, s) => {
      verifier.forward(recorder, comparison, s, shape, workgroup);
      verifier.dEmbeddings(recorder, comparison, s, shape, workgroup);
      verifier.dWeights(recorder, comparison, s, shape, workgroup);
    },
    outputs: ['logits', 'd_embeddings', 'd_weights'],
    tolerance: ({ rows, columns, width }) => toleranceFor(Math.max(rows * columns, width)),
  });

  it('makes logits that are exactly symmetric, and the bias where the rows are equal', async () => {
    const shape = { rows: 9, columns: 9, width: 7 };
    const inputs = tensors(shape, 5);
    const { logits, weights } = await runOn(gpu, inputs, (recorder, s) =>
      verifier.forward(recorder, comparison, s, shape),
    );
    for (let i = 0; i < 9; i++) {
      expect(logits[i * 9 + i]).toBe(weights[7]);
      for (let j = 0; j < 9; j++) expect(logits[i * 9 + j]).toBe(logits[j * 9 + i]);
    }
  });

  it('trains as on the twin, and its loss has the same gradients', async () => {
    const labels = Array.from({ length: 40 }, (_, i) => i % 8);
    const embeddings = Float32Array.from(numbers(1, 40 * 11, 0, 1));
    const [onGpu, onTwin] = await Promise.all(
      [gpu, new Cpu(twins, 'f64')].map(async (backend) => {
        const verifier = await trainVerifier(backend, embeddings, labels, { comparison, steps: 10 });
        // Of one verifier on both.
        const same = { comparison, weights: Float32Array.from(numbers(2, 11, -2, 2)), bias: 0.5 };
        const loss = await metricLoss(backend, embeddings, labels, { loss: same, miner: 'semi-hard', margin: 1 });
        return { verifier, ...loss };
      }),
    );
    const tolerance = toleranceFor(40 * 40);
    // Ten steps of at most 0.02 each, on features that were scaled by about 3.
    const trained = { relative: 1e-3, absolute: 1e-3 };
    expectClose('trained', onGpu!.verifier.weights, onTwin!.verifier.weights, trained);
    expectClose('bias', [onGpu!.verifier.bias], [onTwin!.verifier.bias], trained);
    expect(onGpu!.verifier.weights.some((weight) => Math.abs(weight) > 0.1)).toBe(true);
    expect(onGpu!.triplets).toEqual(onTwin!.triplets);
    expect(onGpu!.triplets.anchors.length).toBeGreaterThan(40);
    expectClose('loss', [onGpu!.loss], [onTwin!.loss], tolerance);
    expectClose('d weights', onGpu!.verifierGradient!.weights, onTwin!.verifierGradient!.weights, tolerance);
    expectClose('d embeddings', onGpu!.gradient, onTwin!.gradient, tolerance);
  });
});
