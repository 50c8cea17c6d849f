import { describe, expect, it } from 'vitest';
import { reduceSum } from '../../src/ops/reductions.js';
import { expectClose } from '../support/compare.js';
import { expectNodeGradients, type NodeCase, runNode } from '../support/node-case.js';

/** One row [2, 3]. */
const x = Float64Array.of(3, 1, 2, 4, -1, -2);
const run = (op: string, axes: number[], input = x) =>
  runNode({ op, inputs: [[2, 3]], attributes: { axes }, rows: 1 }, { input0: input });

describe('reductions', () => {
  it.each([
    { op: 'reduceSum', axes: [0], y: [7, 0, 0], gradient: (g: number[]) => [g[0], g[1], g[2], g[0], g[1], g[2]] },
    { op: 'reduceSum', axes: [1], y: [6, 1], gradient: (g: number[]) => [g[0], g[0], g[0], g[1], g[1], g[1]] },
    {
      op: 'reduceMean',
      axes: [1, 0],
      y: [7 / 6],
      gradient: (g: number[]) => Array<number>(6).fill(g[0]! / 6),
    },
    {
      op: 'reduceL2',
      axes: [0],
      y: [5, Math.SQRT2, Math.sqrt(8)],
      gradient: (g: number[]) => [
        0.6 * g[0]!,
        g[1]! / Math.SQRT2,
        g[2]! / Math.SQRT2,
        0.8 * g[0]!,
        -g[1]! / Math.SQRT2,
        -g[2]! / Math.SQRT2,
      ],
    },
  ])('computes a hand-worked $op over $axes', async ({ op, axes, y, gradient }) => {
    const got = await run(op, axes);
    expectClose('y', got['y']!, y, { relative: 1e-12, absolute: 1e-15 });
    expectClose('d_x', got['d_input0']!, gradient([...got['d_y']!]) as number[], { relative: 1e-12, absolute: 0 });
  });

  it('gives a norm of 0 no gradient', async () => {
    const { y, d_input0 } = await run('reduceL2', [1], Float64Array.of(0, 0, 0, 3, 0, 4));
    expect([...y!]).toEqual([0, 5]);
    expect([...d_input0!.subarray(0, 3)]).toEqual([0, 0, 0]);
  });

  it.each<NodeCase>([
    { op: 'reduceSum', inputs: [[2, 3, 2, 3]], attributes: { axes: [0, 2] } },
    { op: 'reduceMean', inputs: [[3, 2, 4]], attributes: { axes: [2, 0], keepDims: 0 } },
    { op: 'reduceL2', inputs: [[3, 2, 4]], attributes: { axes: [0, 2] } },
    { op: 'reduceMean', inputs: [[3]], attributes: { axes: [0] } },
  ])('has the gradient of $op over $attributes.axes of $inputs.0', expectNodeGradients);

  it('keeps the axes as 1 or takes them away', () => {
    expect(reduceSum.shape('node', [[2, 3, 4]], { axes: [2, 0] })).toEqual([1, 3, 1]);
    expect(reduceSum.shape('node', [[2, 3, 4]], { axes: [2, 0], keepDims: 0 })).toEqual([3]);
  });

  it('refuses axes that a row does not have, or names twice, or none', () => {
    for (const axes of [[2], [0, 0], []]) {
      expect(() => reduceSum.shape('node', [[2, 3]], { axes })).toThrow(
        expect.objectContaining({ code: 'argument-invalid', message: expect.stringMatching(/^node: axes is/) }),
      );
    }
  });
});
