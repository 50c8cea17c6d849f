import { describe, expect, it } from 'vitest';
import * as linear from '../../src/cpu/linear.js';
import { expectClose } from '../support/compare.js';
import { centralDifferences, dot } from '../support/gradient.js';
import { numbers } from '../support/random.js';

const shape = { rows: 3, inputs: 5, outputs: 4 };

describe('twin of linear', () => {
  it('computes a hand-worked example', () => {
    const y = new Float64Array(4);
    const x = Float64Array.of(1, 2, 3, 4);
    linear.forward(
      { x, weight: Float64Array.of(1, 0, 0, -1), bias: Float64Array.of(10, 20), y },
      { rows: 2, inputs: 2, outputs: 2 },
    );
    expect([...y]).toEqual([11, 18, 13, 16]);
  });

  it('has gradients equal to central differences', async () => {
    const { rows, inputs, outputs } = shape;
    const x = numbers(1, rows * inputs);
    const weight = numbers(2, outputs * inputs);
    const bias = numbers(3, outputs);
    const d_y = numbers(4, rows * outputs);
    const loss = (x: Float64Array, weight: Float64Array, bias: Float64Array) => {
      const y = new Float64Array(rows * outputs);
      linear.forward({ x, weight, bias, y }, shape);
      return dot(y, d_y);
    };
    const d_x = new Float64Array(x.length).fill(Number.NaN);
    linear.d_input({ d_y, weight, d_x }, shape);
    const d_weight = new Float64Array(weight.length);
    linear.d_weight({ d_y, x, d_weight }, shape);
    const d_bias = new Float64Array(bias.length);
    linear.d_bias({ d_y, d_bias }, shape);
    const tolerance = { relative: 1e-6, absolute: 1e-9 };
    expectClose('d_x', d_x, await centralDifferences((v) => loss(v, weight, bias), x), tolerance);
    expectClose('d_weight', d_weight, await centralDifferences((v) => loss(x, v, bias), weight), tolerance);
    expectClose('d_bias', d_bias, await centralDifferences((v) => loss(x, weight, v), bias), tolerance);
  });
});
