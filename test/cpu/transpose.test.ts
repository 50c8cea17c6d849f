import { describe, expect, it } from 'vitest';
import { node } from '../../src/ops/transpose.js';
import { expectNodeGradients, type NodeCase, runNode } from '../support/node-case.js';

const pictures: NodeCase = { op: 'transpose', inputs: [[2, 2, 3]], attributes: { permutation: [1, 2, 0] }, rows: 2 };

describe('transpose', () => {
  it('brings channels last in a hand-worked example', async () => {
    const { y } = await runNode(pictures, { input0: Float64Array.from({ length: 24 }, (_, i) => i) });
    const first = [0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11];
    expect([...y!]).toEqual([...first, ...first.map((value) => value + 12)]);
  });

  it('is undone by its backward', async () => {
    const { d_y, d_input0 } = await runNode(pictures, { input0: new Float64Array(24) });
    const place = ([height, width, channel]: number[]) => (height! * 3 + width!) * 2 + channel!;
    for (const [channel, height, width] of [
      [0, 0, 0],
      [1, 0, 2],
      [1, 1, 1],
    ]) {
      expect(d_input0![(channel! * 2 + height!) * 3 + width!]).toBe(d_y![place([height!, width!, channel!])]);
    }
  });

  it.each<NodeCase>([
    { op: 'transpose', inputs: [[4]], attributes: { permutation: [0] } },
    { op: 'transpose', inputs: [[1, 4, 1]], attributes: { permutation: [1, 2, 0] } },
    { op: 'transpose', inputs: [[2, 3, 2, 1, 2, 3]], attributes: { permutation: [5, 3, 4, 1, 0, 2] } },
    { op: 'transpose', inputs: [[2, 2, 2, 2, 2, 2]], attributes: { permutation: [5, 4, 3, 2, 1, 0] }, rows: 2 },
  ])('has the gradient of $inputs.0 by $attributes.permutation', expectNodeGradients);

  it('refuses what is no permutation', () => {
    for (const permutation of [[0, 0], [0, 2], [0], [0, 1, 2]]) {
      expect(() => node.shape('node', [[2, 3]], { permutation })).toThrow(
        expect.objectContaining({ code: 'argument-invalid', message: expect.stringMatching(/^node: permutation/) }),
      );
    }
  });
});
