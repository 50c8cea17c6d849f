import { describe, expect, it } from 'vitest';
import * as distances from '../../src/cpu/distances.js';
import { expectClose } from '../support/compare.js';
import { centralDifferences, dot } from '../support/gradient.js';
import { numbers } from '../support/random.js';

const shape = { rows: 5, width: 3 };

describe('twin of distances', () => {
  it('computes a hand-worked example', () => {
    const squared = new Float64Array(9).fill(Number.NaN);
    distances.forward({ embeddings: Float64Array.of(0, 0, 3, 4, 3, 4), distances: squared }, { rows: 3, width: 2 });
    expect([...squared]).toEqual([0, 25, 25, 25, 0, 0, 25, 0, 0]);
  });

  it('has a gradient equal to central differences', async () => {
    const embeddings = numbers(1, shape.rows * shape.width);
    const d_distances = numbers(2, shape.rows * shape.rows);
    const loss = (embeddings: Float64Array) => {
      const squared = new Float64Array(shape.rows * shape.rows);
      distances.forward({ embeddings, distances: squared }, shape);
      return dot(squared, d_distances);
    };
    const d_embeddings = new Float64Array(embeddings.length).fill(Number.NaN);
    distances.d_embeddings({ embeddings, d_distances, d_embeddings }, shape);
    expectClose('d_embeddings', d_embeddings, await centralDifferences(loss, embeddings), {
      relative: 1e-6,
      absolute: 1e-9,
    });
  });
});
