import { describe, expect, it } from 'vitest';
import * as twin from '../../src/cpu/relu.js';
import { expectClose } from '../support/compare.js';
import { centralDifferences, dot } from '../support/gradient.js';
import { numbers } from '../support/random.js';

describe('twin of relu', () => {
  it('computes a hand-worked example, gradient zero at zero', () => {
    const [y, d_x] = [new Float64Array(3), new Float64Array(3).fill(Number.NaN)];
    twin.forward({ x: Float64Array.of(-1, 0, 2), y }, { count: 3 });
    twin.d_input({ d_y: Float64Array.of(5, 6, 7), y, d_x }, { count: 3 });
    expect([...y]).toEqual([0, 0, 2]);
    expect([...d_x]).toEqual([0, 0, 7]);
  });

  it('has a gradient equal to central differences', async () => {
    const count = 40;
    const x = numbers(1, count).map((value) => value + Math.sign(value) * 0.01);
    const d_y = numbers(2, count);
    const forward = (x: Float64Array) => {
      const y = new Float64Array(count);
      twin.forward({ x, y }, { count });
      return y;
    };
    const d_x = new Float64Array(count).fill(Number.NaN);
    twin.d_input({ d_y, y: forward(x), d_x }, { count });
    const expected = await centralDifferences((x) => dot(forward(x), d_y), x);
    expectClose('d_x', d_x, expected, { relative: 1e-6, absolute: 1e-9 });
  });
});
