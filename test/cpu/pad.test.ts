import { describe, expect, it } from 'vitest';
import { node } from '../../src/ops/pad.js';
import { expectClose } from '../support/compare.js';
import { expectNodeGradients, type NodeCase, runNode } from '../support/node-case.js';

const exactly = { relative: 0, absolute: 0 };
const closely = { relative: 1e-12, absolute: 0 };

/** [1, 2, 3] with two in front and one behind. */
const padOne = (attributes: NodeCase['attributes']) =>
  runNode(
    { op: 'pad', inputs: [[3]], attributes: { pads: [2, 1], ...attributes }, rows: 1 },
    { input0: Float64Array.of(1, 2, 3) },
  );

describe('pad', () => {
  it.each([
    { mode: 'constant', y: [9, 9, 1, 2, 3, 9], copies: [[2], [3], [4]] },
    { mode: 'reflect', y: [3, 2, 1, 2, 3, 2], copies: [[2], [1, 3, 5], [0, 4]] },
    { mode: 'edge', y: [1, 1, 1, 2, 3, 3], copies: [[0, 1, 2], [3], [4, 5]] },
  ])('computes a hand-worked example by $mode', async ({ mode, y, copies }) => {
    const got = await padOne({ mode, value: 9 });
    expectClose('y', got['y']!, y, exactly);
    const sums = copies.map((places) => places.reduce((sum, place) => sum + got['d_y']![place]!, 0));
    expectClose('d_x', got['d_input0']!, sums, closely);
  });

  it('pads with zeros unless told otherwise', async () => {
    expect([...(await padOne({}))['y']!]).toEqual([0, 0, 1, 2, 3, 0]);
  });

  it('pads pictures on two sides, rows apart', async () => {
    const { y } = await runNode(
      { op: 'pad', inputs: [[1, 2, 1]], attributes: { pads: [1, 0, 0, 0, 1, 0] }, rows: 2 },
      { input0: Float64Array.of(1, 2, 3, 4) },
    );
    expect([...y!]).toEqual([0, 0, 0, 1, 2, 0, 0, 0, 0, 3, 4, 0]);
  });

  it.each<NodeCase>([
    { op: 'pad', inputs: [[2, 3, 2]], attributes: { pads: [1, 2, 0, 0, 1, 1], value: 3 } },
    { op: 'pad', inputs: [[3, 4, 2]], attributes: { pads: [2, 3, 0, 1, 3, 1], mode: 'reflect' } },
    { op: 'pad', inputs: [[1, 3, 2]], attributes: { pads: [2, 3, 0, 4, 1, 2], mode: 'edge' } },
  ])('has the gradient of $inputs.0 by $attributes.pads, $attributes.mode', expectNodeGradients);

  it.each<{ attributes: NodeCase['attributes']; message: RegExp }>([
    { attributes: { pads: [1, 0, 0] }, message: /^node: pads/ },
    { attributes: { pads: [1, -1] }, message: /^node: pads/ },
    { attributes: { pads: [0, 3], mode: 'reflect' }, message: /^node: 3 elements of padding reflect an axis of 3/ },
    { attributes: { pads: [0, 3], mode: 'wrap' }, message: /^node: mode/ },
  ])('refuses $attributes', ({ attributes, message }) => {
    expect(() => node.shape('node', [[3]], attributes)).toThrow(
      expect.objectContaining({ code: 'argument-invalid', message: expect.stringMatching(message) }),
    );
  });
});
