import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import * as verifier from '../../src/ops/verifier.js';
import { runOn } from '../support/both.js';
import { toleranceFor } from '../support/compare.js';
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
});
