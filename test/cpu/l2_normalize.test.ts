import { describe, expect, it } from 'vitest';
import * as twin from '../../src/cpu/l2_normalize.js';
import { expectClose } from '../support/compare.js';
import { centralDifferences, dot } from '../support/gradient.js';
import { numbers } from '../support/random.js';

function forward(x: Float64Array, rows: number) {
  const left = { y: new Float64Array(x.length), inverse_norm: new Float64Array(rows) };
  twin.forward({ x, ...left }, { rows, width: x.length / rows });
  return left;
}

describe('twin of l2 normalisation', () => {
  it('computes a hand-worked example', () => {
    const { y, inverse_norm } = forward(Float64Array.of(3, 4, 0, 0, 0, -2), 3);
    expectClose('y', y, [0.6, 0.8, 0, 0, 0, -1], { relative: 1e-15, absolute: 0 });
    expectClose('inverse norm', inverse_norm, [0.2, 0, 0.5], { relative: 1e-15, absolute: 0 });
    const d_x = new Float64Array(6).fill(Number.NaN);
    twin.d_input({ d_y: Float64Array.of(1, 0, 7, 8, 5, 5), y, inverse_norm, d_x }, { rows: 3, width: 2 });
    expectClose('d_x', d_x, [0.128, -0.096, 0, 0, 2.5, 0], { relative: 1e-14, absolute: 1e-16 });
  });

  it('has a gradient equal to central differences, and across y', async () => {
    const [x, d_y] = [numbers(1, 24), numbers(2, 24)];
    const { y, inverse_norm } = forward(x, 4);
    const d_x = new Float64Array(24).fill(Number.NaN);
    twin.d_input({ d_y, y, inverse_norm, d_x }, { rows: 4, width: 6 });
    const expected = await centralDifferences((x) => dot(forward(x, 4).y, d_y), x);
    expectClose('d_x', d_x, expected, { relative: 1e-6, absolute: 1e-9 });
    for (let row = 0; row < 4; row++) {
      const part = (values: Float64Array) => values.subarray(row * 6, row * 6 + 6);
      expect(Math.abs(dot(part(d_x), part(y)))).toBeLessThan(1e-14);
    }
  });
});
