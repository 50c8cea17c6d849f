import { describe, expect, it } from 'vitest';
import * as verifier from '../../src/cpu/verifier.js';
import { expectClose } from '../support/compare.js';
import { centralDifferences, dot } from '../support/gradient.js';
import { numbers } from '../support/random.js';

const kinds = [
  { name: 'absolute-difference', COMPARISON: 0 },
  { name: 'chi-squared', COMPARISON: 1 },
];
const shape = { rows: 3, columns: 5, width: 4 };

describe('twin of the verifier', () => {
  it('computes hand-worked examples', () => {
    const one = { rows: 1, columns: 2, width: 3 };
    const embeddings = Float64Array.of(1, 0, 3, 0.5, 0, 5);
    const weights = Float64Array.of(2, 7, -1, 0.25);
    const logits = new Float64Array(2).fill(Number.NaN);
    verifier.forward({ embeddings, weights, logits }, one, { COMPARISON: 0 });
    expect([...logits]).toEqual([0.25, 0.25 + 2 * 0.5 - 2]);
    verifier.forward({ embeddings, weights, logits }, one, { COMPARISON: 1 });
    expect(logits[0]).toBe(0.25);
    expect(logits[1]).toBeCloseTo(0.25 + 2 * (0.25 / 1.5) - 4 / 8, 14);
  });

  it.each(kinds)('has gradients equal to central differences ($name)', async ({ COMPARISON }) => {
    const embeddings = numbers(1, shape.columns * shape.width, 0.1, 2);
    const weights = numbers(2, shape.width + 1);
    const d_logits = numbers(3, shape.rows * shape.columns);
    const loss = (embeddings: Float64Array, weights: Float64Array) => {
      const logits = new Float64Array(d_logits.length);
      verifier.forward({ embeddings, weights, logits }, shape, { COMPARISON });
      return dot(logits, d_logits);
    };
    const d_embeddings = new Float64Array(shape.rows * shape.width).fill(Number.NaN);
    verifier.d_embeddings({ embeddings, weights, d_logits, d_embeddings }, shape, { COMPARISON });
    const byEmbeddings = await centralDifferences((moved) => loss(moved, weights), embeddings);
    const tolerance = { relative: 1e-6, absolute: 1e-9 };
    expectClose('d_embeddings', d_embeddings, byEmbeddings.subarray(0, d_embeddings.length), tolerance);

    const before = numbers(4, weights.length);
    const d_weights = before.slice();
    verifier.d_weights({ embeddings, d_logits, d_weights }, shape, { COMPARISON });
    const byWeights = await centralDifferences((moved) => loss(embeddings, moved), weights);
    const added = d_weights.map((d, k) => d - before[k]!);
    expectClose('d_weights', added, byWeights, tolerance);
  });

  it.each(kinds)('has slope 0 where the features are equal, both 0 included ($name)', ({ COMPARISON }) => {
    const embeddings = Float64Array.of(0, 0.5, 0, 0.5);
    const d_embeddings = new Float64Array(4).fill(Number.NaN);
    const buffers = {
      embeddings,
      weights: Float64Array.of(3, 4, 5),
      d_logits: Float64Array.of(1, 2, 3, 4),
      d_embeddings,
    };
    verifier.d_embeddings(buffers, { rows: 2, columns: 2, width: 2 }, { COMPARISON });
    expect([...d_embeddings].map(Math.abs)).toEqual([0, 0, 0, 0]);
  });
});
