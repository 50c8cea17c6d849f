import { describe, expect, it } from 'vitest';
import { node } from '../../src/ops/matmul.js';
import { expectClose } from '../support/compare.js';
import { expectNodeGradients, type NodeCase, runNode } from '../support/node-case.js';

const closely = { relative: 1e-12, absolute: 1e-15 };

describe('matmul', () => {
  it('computes a hand-worked example, one matrix for a whole batch', async () => {
    const a = Float64Array.of(1, 2, 3, 4, 5, 6, -1, 0, 2, 3, -2, 1);
    const b = Float64Array.of(1, -1, 2, 0, 0.5, 3);
    const { y, d_y, d_input0, d_input1 } = await runNode(
      {
        op: 'matmul',
        inputs: [
          [2, 2, 3],
          [3, 2],
        ],
        attributes: {},
        rows: 1,
      },
      { input0: a, input1: b },
    );
    expectClose('y', y!, [6.5, 8, 17, 14, 0, 7, -0.5, 0], closely);
    const g = d_y!;
    // Element (0, 1) of the first matrix of a, and (2, 0) of b.
    expectClose('d_a', [d_input0![1]!], [g[0]! * 2 + g[1]! * 0], closely);
    expectClose('d_b', [d_input1![4]!], [g[0]! * 3 + g[2]! * 6 + g[4]! * 2 + g[6]! * 1], closely);
  });

  it.each<NodeCase>([
    {
      op: 'matmul',
      inputs: [
        [3, 2],
        [2, 4],
      ],
      attributes: {},
    },
    {
      op: 'matmul',
      inputs: [
        [1, 4],
        [4, 1],
      ],
      attributes: {},
      rows: 1,
    },
    {
      op: 'matmul',
      inputs: [
        [2, 3],
        [2, 4],
      ],
      attributes: { transposeA: 1 },
    },
    {
      op: 'matmul',
      inputs: [
        [3, 2],
        [4, 2],
      ],
      attributes: { transposeB: 1 },
    },
    {
      op: 'matmul',
      inputs: [
        [2, 3],
        [4, 2],
      ],
      attributes: { transposeA: 1, transposeB: 1 },
    },
    {
      op: 'matmul',
      inputs: [
        [2, 1, 3, 2],
        [3, 2, 4],
      ],
      attributes: {},
    },
    {
      op: 'matmul',
      inputs: [
        [3, 2, 2, 3],
        [1, 2, 4, 2],
      ],
      attributes: { transposeA: 1, transposeB: 1 },
      rows: 2,
    },
    {
      op: 'matmul',
      inputs: [
        [4, 4],
        [4, 4],
      ],
      attributes: { transposeB: 1 },
    },
  ])('has the gradients of $inputs, $attributes', expectNodeGradients);

  it('broadcasts batches as numpy does', () => {
    expect(
      node.shape(
        'node',
        [
          [5, 1, 2, 3],
          [4, 3, 7],
        ],
        {},
      ),
    ).toEqual([5, 4, 2, 7]);
    expect(
      node.shape(
        'node',
        [
          [3, 2],
          [7, 3],
        ],
        { transposeA: 1, transposeB: 1 },
      ),
    ).toEqual([2, 7]);
  });

  it.each([
    {
      inputs: [
        [2, 3],
        [2, 3],
      ],
      attributes: {},
    },
    {
      inputs: [
        [2, 2, 3],
        [3, 3, 4],
      ],
      attributes: {},
    },
    { inputs: [[3], [3, 4]], attributes: {} },
    {
      inputs: [
        [2, 3],
        [3, 4],
        [4, 5],
      ],
      attributes: {},
    },
    {
      inputs: [
        [2, 3],
        [3, 4],
      ],
      attributes: { transposeB: 1 },
    },
  ])('refuses $inputs, $attributes', ({ inputs, attributes }) => {
    expect(() => node.shape('node', inputs, attributes)).toThrow(
      expect.objectContaining({ code: 'shape-mismatch', message: expect.stringMatching(/^node: /) }),
    );
  });
});
