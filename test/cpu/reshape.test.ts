import { describe, expect, it } from 'vitest';
import { node } from '../../src/ops/reshape.js';

describe('reshape', () => {
  it('keeps the elements of a row', () => {
    expect(node.shape('node', [[2, 6]], { shape: [3, 4] })).toEqual([3, 4]);
    expect(node.shape('node', [[2, 6]], { shape: [12] })).toEqual([12]);
    expect(node.alias).toBe(true);
  });

  it('refuses another number of elements', () => {
    for (const shape of [[3, 3], []]) {
      expect(() => node.shape('node', [[2, 6]], { shape })).toThrow(
        expect.objectContaining({ code: 'shape-mismatch', message: expect.stringMatching(/^node: .* 12 elements/) }),
      );
    }
  });
});
