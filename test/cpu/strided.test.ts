import { describe, expect, it } from 'vitest';
import * as twin from '../../src/cpu/strided.js';

/** Params of a 2 × 3 part, columns backwards, of a tensor with rows of 5 words. */
const params = {
  count: 6,
  first: 3,
  ...Object.fromEntries([1, 1, 1, 1, 1, 1, 2, 3].map((size, axis) => [`size${axis}`, size])),
  ...Object.fromEntries([0, 0, 0, 0, 0, 0, 5, -1].map((stride, axis) => [`stride${axis}`, stride >>> 0])),
};

describe('twin of strided', () => {
  it('gathers a hand-worked part', () => {
    const y = new Float64Array(6);
    twin.gather({ x: Float64Array.from({ length: 10 }, (_, i) => i), y }, params);
    expect([...y]).toEqual([3, 2, 1, 8, 7, 6]);
  });

  it('scatters to the same places and leaves the others', () => {
    const y = new Float64Array(10).fill(-1);
    twin.scatter({ x: Float64Array.of(10, 20, 30, 40, 50, 60), y }, params);
    expect([...y]).toEqual([-1, 30, 20, 10, -1, -1, 60, 50, 40, -1]);
  });

  it('moves quads like words', () => {
    const x = Float64Array.from({ length: 40 }, (_, i) => i);
    const y = new Float64Array(24);
    twin.gather_quads({ x, y }, params);
    expect([...y.subarray(0, 8)]).toEqual([12, 13, 14, 15, 8, 9, 10, 11]);
    const back = new Float64Array(40);
    twin.scatter_quads({ x: y, y: back }, params);
    expect([...back]).toEqual([...x].map((value) => (Math.floor(value / 4) % 5 > 3 || value % 20 < 4 ? 0 : value)));
  });
});
