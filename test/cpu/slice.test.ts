import { describe, expect, it } from 'vitest';
import { node } from '../../src/ops/slice.js';
import { expectNodeGradients, type NodeCase, runNode } from '../support/node-case.js';

const backwards: NodeCase = {
  op: 'slice',
  inputs: [[3, 4]],
  attributes: { starts: [2, 0], sizes: [2, 2], steps: [-2, 3] },
  rows: 2,
};

describe('slice', () => {
  it('takes a hand-worked part, with zeros for the gradient of the rest', async () => {
    const { y, d_y, d_input0 } = await runNode(backwards, { input0: Float64Array.from({ length: 24 }, (_, i) => i) });
    expect([...y!]).toEqual([8, 11, 0, 3, 20, 23, 12, 15]);
    const g = [...d_y!];
    const row = ([a, b, c, d]: number[]) => [c, 0, 0, d, 0, 0, 0, 0, a, 0, 0, b];
    expect([...d_input0!]).toEqual([...row(g.slice(0, 4)), ...row(g.slice(4))]);
  });

  it.each<NodeCase>([
    { op: 'slice', inputs: [[1]], attributes: { starts: [0], sizes: [1], steps: [-3] } },
    { op: 'slice', inputs: [[2, 3, 8]], attributes: { starts: [0, 1, 4], sizes: [2, 2, 4], steps: [1, 1, 1] } },
    { op: 'slice', inputs: [[4, 3, 5]], attributes: { starts: [3, 2, 4], sizes: [4, 2, 2], steps: [-1, -2, -3] } },
  ])('has the gradient of $inputs.0 from $attributes.starts by $attributes.steps', expectNodeGradients);

  it.each([
    { starts: [3], sizes: [1], steps: [1] },
    { starts: [1], sizes: [3], steps: [1] },
    { starts: [1], sizes: [3], steps: [-1] },
    { starts: [0], sizes: [2], steps: [0] },
    { starts: [0], sizes: [0], steps: [1] },
    { starts: [0, 0], sizes: [1, 1], steps: [1, 1] },
  ])('refuses $starts, $sizes, $steps of three elements', (attributes) => {
    expect(() => node.shape('node', [[3]], attributes)).toThrow(
      expect.objectContaining({ code: 'argument-invalid', message: expect.stringMatching(/^node: /) }),
    );
  });
});
