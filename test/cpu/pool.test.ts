import { describe, expect, it } from 'vitest';
import { nodeOps } from '../../src/ops/nodes.js';
import { expectClose } from '../support/compare.js';
import { runNode } from '../support/node-case.js';

/** 5 × 5 pixels of one channel, with ties. */
const input0 = Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4, 6, 2, 6, 4, 3);
const run = (op: string, attributes: Record<string, number | number[]>) =>
  runNode({ op, inputs: [[5, 5, 1]], rows: 1, attributes }, { input0 });
const exact = { relative: 1e-12, absolute: 1e-12 };

/** Expected outputs are PyTorch's. */
describe('twins of the pools', () => {
  it.each([
    [{ kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }, [9, 6, 5, 9, 9, 9, 6, 8, 8]],
    [{ kernel: [2, 3], strides: [3, 2], pads: [1, 0, 1, 0], ceil: 1 }, [4, 5, 9, 9]],
    [{ kernel: [2, 2], strides: [2, 2], dilations: [2, 2], ceil: 1 }, [9, 9, 9, 9]],
  ])('take the maximum with %j', async (attributes, expected) => {
    const { y } = await run('maxPool', attributes);
    expect([...y!]).toEqual(expected);
  });

  it('give the gradient of a maximum to the first of equal cells', async () => {
    const { d_input0, d_y } = await runNode(
      { op: 'maxPool', inputs: [[4, 1]], rows: 1, attributes: { kernel: [2], pads: [1, 1] } },
      { input0: Float64Array.of(7, 7, 7, 1) },
    );
    const [a, b, c, d, e] = d_y!;
    expectClose('d_x', d_input0!, [a! + b!, c!, d!, e!], exact);
  });

  it.each([
    [
      { kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], countPadding: 1 },
      [15 / 9, 19 / 9, 14 / 9, 29 / 9, 50 / 9, 36 / 9, 13 / 9, 25 / 9, 19 / 9],
    ],
    [
      { kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] },
      [15 / 4, 19 / 6, 14 / 4, 29 / 6, 50 / 9, 36 / 6, 13 / 4, 25 / 6, 19 / 4],
    ],
    // What ceil adds behind the input never counts.
    [{ kernel: [2, 2], strides: [2, 2], ceil: 1, countPadding: 1 }, [3.75, 4, 4, 4.5, 6.75, 6.5, 4, 5, 3]],
    [
      { kernel: [2, 3], strides: [3, 2], pads: [1, 1, 1, 1], ceil: 1, countPadding: 1 },
      [4 / 6, 1, 1, 3, 37 / 6, 28 / 6],
    ],
    [{ kernel: [2, 3], strides: [3, 2], pads: [1, 1, 1, 1], ceil: 1 }, [2, 2, 3, 4.5, 37 / 6, 7]],
  ])('average with %j', async (attributes, expected) => {
    const { y } = await run('averagePool', attributes);
    expectClose('y', y!, expected, exact);
  });

  it('take mean and maximum of whole pictures, and keep their axes', async () => {
    expectClose('y', (await run('globalAveragePool', {}))['y']!, [118 / 25], exact);
    const { y, d_y, d_input0 } = await run('globalMaxPool', {});
    expect([...y!]).toEqual([9]);
    expect([...d_input0!]).toEqual([...input0].map((_, i) => (i === 5 ? d_y![0] : 0)));
    expect(nodeOps['globalMaxPool']!.shape('pool', [[2, 4, 5, 3]], {})).toEqual([2, 1, 1, 3]);
    expect(nodeOps['globalAveragePool']!.shape('pool', [[9, 3]], { spatial: 1 })).toEqual([1, 3]);
  });

  it.each([
    ['maxPool', { kernel: [2, 2], pads: [2, 0, 0, 0] }, 'argument-invalid', /window 0 down lies wholly in the padding/],
    ['averagePool', { kernel: [2, 2], pads: [0, 0, 0, 2] }, 'argument-invalid', /window 5 across lies wholly/],
    // Two cells ahead and one behind, three apart: the window reaches over the whole input and touches none of it.
    ['maxPool', { kernel: [2, 2], dilations: [1, 6], pads: [0, 1, 0, 1] }, 'argument-invalid', /window 0 across/],
    ['maxPool', { kernel: [2, 2], ceil: 2 }, 'argument-invalid', /ceil/],
    ['averagePool', { kernel: [2, 2], countPadding: -1 }, 'argument-invalid', /countPadding/],
    ['globalMaxPool', { spatial: 3 }, 'shape-mismatch', /spatial/],
  ])('refuse %s with %j', (op, attributes, code, message) => {
    expect(() => nodeOps[op]!.shape('pool', [[5, 5, 1]], attributes)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  it('refuse a picture of more pixels than an f32 can number', () => {
    expect(() => nodeOps['globalMaxPool']!.shape('pool', [[4096, 4097, 1]], {})).toThrow(
      expect.objectContaining({ code: 'limit-exceeded' }),
    );
  });
});
