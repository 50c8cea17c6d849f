import { describe, expect, it } from 'vitest';
import * as twin from '../../src/cpu/lp_normalize.js';
import { node } from '../../src/ops/lp_normalize.js';
import { expectClose } from '../support/compare.js';
import { expectNodeGradients, type NodeCase } from '../support/node-case.js';

/** PyTorch 1.13: torch.nn.functional.normalize of [[3, −4], [1, 2]] and its gradient. */
const golden = [
  { p: 1, inner: 2, y: [3 / 4, -2 / 3, 1 / 4, 1 / 3], d_x: [0.125, 0.1388888888888889, -0.375, 0.27777777777777773] },
  {
    p: 1,
    inner: 1,
    y: [3 / 7, -4 / 7, 1 / 3, 2 / 3],
    d_x: [0.24489795918367346, 0.18367346938775508, -0.3333333333333333, 0.16666666666666666],
  },
  {
    p: 2,
    inner: 2,
    y: [0.9486832980505138, -0.8944271909999159, 0.31622776601683794, 0.4472135954999579],
    d_x: [0.12649110640673517, 0.13416407864998742, -0.37947331922020555, 0.2683281572999747],
  },
  {
    p: 2,
    inner: 1,
    y: [0.6, -0.8, 0.4472135954999579, 0.8944271909999159],
    d_x: [0.32, 0.24, -0.4472135954999579, 0.22360679774997896],
  },
];

describe('lpNormalize', () => {
  it.each(golden)("has a twin with PyTorch's values and gradients, p = $p, inner $inner", ({ p, inner, y, d_x }) => {
    const shape = { lines: 2, width: 2, inner, p };
    const got = { y: new Float64Array(4), inverse_norm: new Float64Array(2), d_x: new Float64Array(4) };
    twin.forward({ x: Float64Array.of(3, -4, 1, 2), ...got }, shape);
    twin.d_input({ d_y: Float64Array.of(1, 2, -1, 0.5), ...got }, shape);
    expectClose('y', got.y, y, { relative: 1e-12, absolute: 0 });
    expectClose('d_x', got.d_x, d_x, { relative: 1e-12, absolute: 0 });
  });

  it('leaves a line of zeros at zero, with no gradient', () => {
    const [y, inverse_norm, d_x] = [new Float64Array(2), Float64Array.of(5), new Float64Array(2)];
    const shape = { lines: 1, width: 2, inner: 1, p: 2 };
    twin.forward({ x: new Float64Array(2), y, inverse_norm }, shape);
    twin.d_input({ d_y: Float64Array.of(1, 2), y, inverse_norm, d_x }, shape);
    expect([...y, ...inverse_norm, ...d_x]).toEqual([0, 0, 0, 0, 0]);
  });

  it.each<NodeCase>([
    { op: 'lpNormalize', inputs: [[4, 2, 3]], attributes: { axis: 1, p: 1 } },
    { op: 'lpNormalize', inputs: [[4, 2, 3]], attributes: { axis: 0 } },
    { op: 'lpNormalize', inputs: [[2, 5]], attributes: { axis: 1, p: 2 } },
  ])('has the gradient of $inputs.0 along axis $attributes.axis, p = $attributes.p', expectNodeGradients);

  it('refuses other norms', () => {
    expect(() => node.shape('node', [[2, 3]], { axis: 1, p: 3 })).toThrow(
      expect.objectContaining({ code: 'argument-invalid', message: expect.stringMatching(/^node: p is 3/) }),
    );
  });
});
