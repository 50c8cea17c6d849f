import { describe, expect, it } from 'vitest';
import * as twin from '../../src/cpu/prelu.js';
import { expectClose } from '../support/compare.js';
import { centralDifferences, dot } from '../support/gradient.js';
import { numbers } from '../support/random.js';

describe('twin of prelu', () => {
  it('computes a hand-worked example, with the slope at zero', () => {
    const shape = { rows: 2, width: 2 };
    const x = Float64Array.of(-2, 3, 0, -4);
    const slope = Float64Array.of(0.25, 0.5);
    const d_y = Float64Array.of(1, 2, 3, 4);
    const [y, d_x, d_slope] = [new Float64Array(4), new Float64Array(4), Float64Array.of(100, 200)];
    twin.forward({ x, slope, y }, shape);
    twin.d_input({ d_y, x, slope, d_x }, shape);
    twin.d_slope({ d_y, x, d_slope }, { ...shape, chunk: 4 });
    expect([...y]).toEqual([-0.5, 3, 0, -2]);
    expect([...d_x]).toEqual([0.25, 2, 0.75, 2]);
    expect([...d_slope]).toEqual([98, 184]);
    const sums = new Float64Array(4).fill(Number.NaN);
    twin.d_slope({ d_y, x, d_slope: sums }, { ...shape, chunk: 1 });
    expect([...sums]).toEqual([-2, 0, 0, -16]);
  });

  it('has gradients equal to central differences', async () => {
    const shape = { rows: 5, width: 7 };
    const x = numbers(1, 35).map((value) => value + Math.sign(value) * 0.01);
    const slope = numbers(2, 7);
    const d_y = numbers(3, 35);
    const loss = (x: Float64Array, slope: Float64Array) => {
      const y = new Float64Array(35);
      twin.forward({ x, slope, y }, shape);
      return dot(y, d_y);
    };
    const d_x = new Float64Array(35).fill(Number.NaN);
    twin.d_input({ d_y, x, slope, d_x }, shape);
    const d_slope = new Float64Array(7);
    twin.d_slope({ d_y, x, d_slope }, { ...shape, chunk: 8 });
    const tolerance = { relative: 1e-6, absolute: 1e-9 };
    expectClose('d_x', d_x, await centralDifferences((v) => loss(v, slope), x), tolerance);
    expectClose('d_slope', d_slope, await centralDifferences((v) => loss(x, v), slope), tolerance);
  });
});
