import { describe, expect, it } from 'vitest';
import * as linear from '../../src/cpu/linear.js';
import { nodeOps } from '../../src/ops/nodes.js';
import { expectNodeGradients, type NodeCase } from '../support/node-case.js';

const none = { activation: 0, alpha: 0, low: 0, high: 0 };

describe('twin of linear', () => {
  const shape = { rows: 2, inputs: 2, outputs: 2 };
  const [x, weight] = [Float64Array.of(1, 2, 3, 4), Float64Array.of(1, 0, 0, -1)];
  const [bias, slope] = [Float64Array.of(10, 20), Float64Array.of(-2, 0.5)];
  const ending = (params: object) => {
    const y = new Float64Array(4);
    linear.forward({ x, weight, bias, slope, y }, { ...shape, has_bias: 1, ...none, ...params });
    return [...y];
  };

  it('computes a hand-worked example with and without a bias', () => {
    expect(ending({})).toEqual([11, 18, 13, 16]);
    expect(ending({ has_bias: 0 })).toEqual([1, -2, 3, -4]);
  });

  it('ends with each activation', () => {
    expect(ending({ has_bias: 0, activation: 1 })).toEqual([1, -0, 3, -0]);
    expect(ending({ has_bias: 0, activation: 1, alpha: 0.1 })).toEqual([1, -0.2, 3, -0.4]);
    expect(ending({ activation: 2, low: 12, high: 17 })).toEqual([12, 17, 13, 16]);
    expect(ending({ has_bias: 0, activation: 3 })).toEqual([1, -1, 3, -2]);
  });

  it('adds to d_weight and d_bias, or overwrites the sums of each chunk of rows', () => {
    const d_y = Float64Array.of(1, 2, 3, 4);
    const d_weight = Float64Array.of(100, 0, 0, 0);
    linear.d_weight({ d_y, x, d_weight }, { ...shape, chunk: 4 });
    expect([...d_weight]).toEqual([110, 14, 14, 20]);
    const partials = new Float64Array(8).fill(Number.NaN);
    linear.d_weight({ d_y, x, d_weight: partials }, { ...shape, chunk: 1 });
    expect([...partials]).toEqual([1, 2, 2, 4, 9, 12, 12, 16]);
    const d_bias = Float64Array.of(100, 0);
    linear.d_bias({ d_y, d_bias }, { ...shape, chunk: 4 });
    expect([...d_bias]).toEqual([104, 6]);
  });

  it.each<NodeCase>([
    { op: 'linear', inputs: [[5]], attributes: { outputs: 4, activation: 'relu' } },
    { op: 'linear', inputs: [[5]], attributes: { outputs: 4, bias: 0, activation: 'leakyRelu', alpha: 0.3 } },
    { op: 'linear', inputs: [[5]], attributes: { outputs: 4, activation: 'leakyRelu', alpha: -0.3 } },
    { op: 'linear', inputs: [[2, 5]], attributes: { outputs: 4, activation: 'clip', low: -0.4, high: 0.6 } },
    { op: 'linear', inputs: [[2, 5]], attributes: { outputs: 3, activation: 'prelu' }, mode: 'recomputation' },
    // Enough rows for two stages of every sum.
    { op: 'linear', inputs: [[130, 1]], attributes: { outputs: 1, activation: 'prelu' } },
    { op: 'linear', inputs: [[173, 1]], attributes: { outputs: 1 } },
  ])('has gradients equal to central differences: $attributes', expectNodeGradients);

  it('refuses a bias that is neither there nor not, and an activation that it does not know', () => {
    for (const attributes of [{ bias: 2 }, { activation: 'tanh' }, { activation: 'clip', low: 1, high: 0 }]) {
      expect(() => nodeOps['linear']!.shape('layer 3', [[5]], { outputs: 4, ...attributes })).toThrow(
        expect.objectContaining({ code: 'argument-invalid', message: expect.stringContaining('layer 3') }),
      );
    }
  });
});
