import { describe, expect, it } from 'vitest';
import * as distances from '../../src/cpu/distances.js';
import { expectClose } from '../support/compare.js';
import { centralDifferences, dot } from '../support/gradient.js';
import { numbers } from '../support/random.js';

// 3, 4, 5; the second and the third row are equal; the last is outside the batch.
const embeddings = Float64Array.of(0, 0, 3, 4, 3, 4, 0, 4);
const shape = { rows: 3, columns: 4, width: 2 };
const empty = () => new Float64Array(12).fill(Number.NaN);

describe('twin of distances', () => {
  it('computes a hand-worked example', () => {
    const [squared, root] = [empty(), empty()];
    distances.forward({ embeddings, distances: squared }, { ...shape, root: 0 });
    expect([...squared]).toEqual([0, 25, 25, 16, 25, 0, 0, 9, 25, 0, 0, 9]);
    distances.forward({ embeddings, distances: root }, { ...shape, root: 1 });
    expect([...root]).toEqual([0, 5, 5, 4, 5, 0, 0, 3, 5, 0, 0, 3]);
  });

  it('computes a hand-worked example of cosine: rows without a direction are at 1 from all but themselves', () => {
    const directions = Float64Array.of(0, 0, 1, 0, 0, 0, 0, -1);
    const far = empty();
    distances.cosine({ embeddings: directions, inverse_norm: Float64Array.of(0, 1, 0, 1), distances: far }, shape);
    expect([...far]).toEqual([0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1]);
    directions.set([1, 0], 6);
    distances.cosine({ embeddings: directions, inverse_norm: Float64Array.of(0, 1, 0, 1), distances: far }, shape);
    expect(far[7]).toBe(0);
  });

  it.each([
    { name: 'squared L2', root: 0, scale: 2 },
    { name: 'L2', root: 1, scale: 1 },
  ])('has a gradient of $name equal to central differences', async ({ root, scale }) => {
    const size = { rows: 4, columns: 6, width: 3 };
    const all = numbers(1, 18);
    const d_distances = numbers(2, 24);
    // The diagonal is 0 whatever happens, and a root has no slope there.
    for (let i = 0; i < 4; i++) d_distances[i * 7] = 0;
    const loss = (batch: Float64Array) => {
      const far = new Float64Array(24);
      distances.forward(
        { embeddings: Float64Array.of(...batch, ...all.subarray(12)), distances: far },
        { ...size, root },
      );
      return dot(far, d_distances);
    };
    const far = new Float64Array(24);
    distances.forward({ embeddings: all, distances: far }, { ...size, root });
    const d_embeddings = new Float64Array(12).fill(Number.NaN);
    distances.d_embeddings({ embeddings: all, distances: far, d_distances, d_embeddings }, { ...size, root, scale });
    const expected = await centralDifferences(loss, all.slice(0, 12));
    expectClose('d_embeddings', d_embeddings, expected, { relative: 1e-6, absolute: 1e-9 });
  });

  it('has no gradient between equal rows', () => {
    const far = empty();
    distances.forward({ embeddings, distances: far }, { ...shape, root: 1 });
    const d_distances = new Float64Array(12);
    d_distances[1 * 4 + 2] = 1;
    const d_embeddings = new Float64Array(6).fill(Number.NaN);
    const buffers = { embeddings, distances: far, d_distances, d_embeddings };
    for (const root of [0, 1]) {
      distances.d_embeddings(buffers, { ...shape, root, scale: 2 });
      expect([...d_embeddings]).toEqual([0, 0, 0, 0, 0, 0]);
    }
  });
});
