import { describe, expect, it } from 'vitest';
import * as twin from '../../src/cpu/softmax.js';
import { node } from '../../src/ops/softmax.js';
import { expectClose } from '../support/compare.js';
import { expectNodeGradients, type NodeCase } from '../support/node-case.js';

const x = Float64Array.of(1, 2, -1, 0.5, 0, 3);
const d_y = Float64Array.of(1, -2, 0.5, 2, 1, -1);
const tolerance = { relative: 1e-12, absolute: 0 };

/** PyTorch 1.13: torch.softmax of x [2, 3] and its gradient. */
const golden = [
  {
    axis: 0,
    shape: { lines: 3, width: 2, inner: 3 },
    y: [
      0.6224593312018546, 0.8807970779778823, 0.017986209962091555, 0.37754066879814546, 0.11920292202211755,
      0.9820137900379085,
    ],
    d_x: [
      -0.23500371220159455, -0.31498075621051974, 0.02649405931993667, 0.23500371220159447, 0.3149807562105195,
      -0.02649405931993666,
    ],
  },
  {
    axis: 1,
    shape: { lines: 2, width: 3, inner: 1 },
    y: [
      0.25949646034241913, 0.7053845126982412, 0.03511902695933973, 0.07252144568074774, 0.04398648029205784,
      0.8834920740271943,
    ],
    d_x: [
      0.5536909842699766, -0.6110653969720429, 0.0573744127020663, 0.19540633050899076, 0.07453345026358522,
      -0.26993978077257613,
    ],
  },
];

describe('softmax', () => {
  it.each(golden)("has a twin with PyTorch's values and gradients along axis $axis", ({ shape, y, d_x }) => {
    const got = { y: new Float64Array(6), d_x: new Float64Array(6) };
    twin.forward({ x, y: got.y }, shape);
    twin.d_input({ d_y, y: got.y, d_x: got.d_x }, shape);
    expectClose('y', got.y, y, tolerance);
    expectClose('d_x', got.d_x, d_x, tolerance);
  });

  it('takes values far beyond the range of exp', () => {
    const y = new Float64Array(2);
    twin.forward({ x: Float64Array.of(1e4, 1e4), y }, { lines: 1, width: 2, inner: 1 });
    expect([...y]).toEqual([0.5, 0.5]);
  });

  it.each<NodeCase>([
    { op: 'softmax', inputs: [[1]], attributes: { axis: 0 } },
    { op: 'softmax', inputs: [[4, 2, 3]], attributes: { axis: 0 } },
    { op: 'softmax', inputs: [[2, 5]], attributes: { axis: 1 } },
  ])('has the gradient of $inputs.0 along axis $attributes.axis', expectNodeGradients);

  it('refuses an axis that a row does not have', () => {
    for (const axis of [-1, 2, 0.5]) {
      expect(() => node.shape('node', [[2, 3]], { axis })).toThrow(
        expect.objectContaining({ code: 'argument-invalid', message: expect.stringMatching(/^node: axis is/) }),
      );
    }
  });
});
