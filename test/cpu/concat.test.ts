import { describe, expect, it } from 'vitest';
import { node } from '../../src/ops/concat.js';
import { expectNodeGradients, type NodeCase, runNode } from '../support/node-case.js';

describe('concat', () => {
  it('joins channels in a hand-worked example and parts their gradients again', async () => {
    const inputs = [
      [2, 1],
      [2, 2],
      [2, 1],
    ];
    const { y, d_y, d_input0, d_input1, d_input2 } = await runNode(
      { op: 'concat', inputs, attributes: { axis: 1 }, rows: 1 },
      { input0: Float64Array.of(1, 2), input1: Float64Array.of(3, 4, 5, 6), input2: Float64Array.of(7, 8) },
    );
    expect([...y!]).toEqual([1, 3, 4, 7, 2, 5, 6, 8]);
    const g = [...d_y!];
    expect([...d_input0!]).toEqual([g[0], g[4]]);
    expect([...d_input1!]).toEqual([g[1], g[2], g[5], g[6]]);
    expect([...d_input2!]).toEqual([g[3], g[7]]);
  });

  it.each<NodeCase>([
    { op: 'concat', inputs: [[3]], attributes: { axis: 0 } },
    {
      op: 'concat',
      inputs: [
        [2, 4],
        [1, 4],
      ],
      attributes: { axis: 0 },
    },
    {
      op: 'concat',
      inputs: [
        [2, 4],
        [2, 8],
        [2, 4],
        [2, 4],
      ],
      attributes: { axis: 1 },
    },
    {
      op: 'concat',
      inputs: [
        [2, 1, 3],
        [2, 2, 3],
      ],
      attributes: { axis: 1 },
    },
  ])('has the gradients of $inputs along axis $attributes.axis', expectNodeGradients);

  it.each([
    { inputs: [[2, 3], [2]], axis: 0 },
    {
      inputs: [
        [2, 3],
        [3, 3],
      ],
      axis: 1,
    },
    { inputs: [[2, 3]], axis: 2 },
  ])('refuses $inputs along axis $axis', ({ inputs, axis }) => {
    expect(() => node.shape('node', inputs, { axis })).toThrow(
      expect.objectContaining({ code: 'shape-mismatch', message: expect.stringMatching(/^node: /) }),
    );
  });
});
