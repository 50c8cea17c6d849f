import { describe, expect, it } from 'vitest';
import * as twin from '../../src/cpu/guard.js';

function forward(x: readonly number[], rows: number, outputs: number) {
  const embeddings = Float64Array.from({ length: rows * outputs }, (_, i) => i + 1);
  const y = new Float64Array(rows * outputs).fill(Number.NaN);
  twin.forward(
    { x: Float64Array.from(x), embeddings, y },
    { rows, input_width: x.length / rows, output_width: outputs },
  );
  return [...y];
}

describe('twin of the guard', () => {
  it('lets embeddings of features with a direction through and no others', () => {
    expect(forward([3, 4, 0, 0, -1, 0, 1e-13, 0], 4, 3)).toEqual([1, 2, 3, 0, 0, 0, 7, 8, 9, 0, 0, 0]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e20])('stops features with %d', (wild) => {
    expect(forward([1, wild, 1, 1], 2, 2)).toEqual([0, 0, 3, 4]);
  });
});
