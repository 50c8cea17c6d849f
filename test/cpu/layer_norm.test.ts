import { describe, it } from 'vitest';
import * as twin from '../../src/cpu/layer_norm.js';
import { expectClose } from '../support/compare.js';
import { centralDifferences, dot } from '../support/gradient.js';
import { numbers } from '../support/random.js';

const exact = { relative: 1e-12, absolute: 1e-12 };

function forward(x: Float64Array, weight: Float64Array, bias: Float64Array, epsilon: number) {
  const width = weight.length;
  const rows = x.length / width;
  const left = { y: new Float64Array(x.length), mean: new Float64Array(rows), rstd: new Float64Array(rows) };
  twin.forward({ x, weight, bias, ...left }, { rows, width, epsilon });
  return left;
}

describe('twin of layer norm', () => {
  it('computes a hand-worked example', () => {
    // Mean 4, squares 9 + 1 + 1 + 9 = 20, variance 5; with epsilon 4 the root is 3.
    const x = Float64Array.of(1, 3, 5, 7);
    const { y, mean, rstd } = forward(x, Float64Array.of(1, 3, 3, 2), Float64Array.of(0, 0, 10, 1), 4);
    expectClose('y', y, [-1, -1, 11, 3], exact);
    expectClose('mean', mean, [4], exact);
    expectClose('rstd', rstd, [1 / 3], exact);
  });

  it('has gradients equal to central differences', async () => {
    const shape = { rows: 3, width: 6 };
    const [x, weight, bias, d_y] = [numbers(1, 18), numbers(2, 6), numbers(3, 6), numbers(4, 18)];
    const loss = (x: Float64Array, weight: Float64Array, bias: Float64Array) =>
      dot(forward(x, weight, bias, 1e-5).y, d_y);
    const { mean, rstd } = forward(x, weight, bias, 1e-5);
    const d_x = new Float64Array(18).fill(Number.NaN);
    twin.d_input({ d_y, x, weight, mean, rstd, d_x }, shape);
    const d_weight = new Float64Array(6).fill(2);
    twin.d_weight({ d_y, x, mean, rstd, d_weight }, { ...shape, chunk: 4 });
    const tolerance = { relative: 1e-6, absolute: 1e-8 };
    expectClose('d_x', d_x, await centralDifferences((v) => loss(v, weight, bias), x), tolerance);
    const added = (await centralDifferences((v) => loss(x, v, bias), weight)).map((value) => value + 2);
    expectClose('d_weight', d_weight, added, tolerance);
    const sums = new Float64Array(12).fill(Number.NaN);
    twin.d_weight({ d_y, x, mean, rstd, d_weight: sums }, { ...shape, chunk: 2 });
    expectClose(
      'sums',
      sums.subarray(0, 6).map((sum, i) => 2 + sum + sums[6 + i]!),
      d_weight,
      exact,
    );
  });
});
