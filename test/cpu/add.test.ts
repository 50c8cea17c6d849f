import { describe, expect, it } from 'vitest';
import * as twin from '../../src/cpu/add.js';
import { node } from '../../src/ops/add.js';

describe('twin of add', () => {
  it('computes a hand-worked example', () => {
    const y = new Float64Array(3);
    twin.forward({ a: Float64Array.of(1, 2, 3), b: Float64Array.of(10, -2, 0.5), y }, { count: 3 });
    expect([...y]).toEqual([11, 0, 3.5]);
  });
});

describe('add as a node', () => {
  it('keeps the shape of its two inputs', () => {
    expect(
      node.shape(
        'sum',
        [
          [2, 3],
          [2, 3],
        ],
        {},
      ),
    ).toEqual([2, 3]);
  });

  it.each([
    [[[4]]],
    [[[4], [5]]],
    [
      [
        [2, 3],
        [3, 2],
      ],
    ],
    [[[4], [4], [4]]],
  ])('refuses inputs of shapes %j', (shapes) => {
    expect(() => node.shape('sum', shapes, {})).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
  });
});
