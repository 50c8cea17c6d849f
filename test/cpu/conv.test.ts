import { describe, expect, it } from 'vitest';
import * as conv from '../../src/cpu/conv.js';
import { nodeOps } from '../../src/ops/nodes.js';
import { expectNodeGradients, type NodeCase } from '../support/node-case.js';

const none = { has_bias: 1, activation: 0, alpha: 0, low: 0, high: 0 };

describe('twin of conv', () => {
  /** A picture of 2 × 3 with one channel, a window of 2 × 2 that moves by two across, one column of padding on the left. */
  const shape = {
    ...{ rows: 1, height: 2, width: 3, inputs: 1, out_height: 1, out_width: 2, outputs: 2 },
    ...{ kernel_height: 2, kernel_width: 2, stride_y: 1, stride_x: 2, dilation_y: 1, dilation_x: 1 },
    ...{ top: 0, left: 1, groups: 1 },
  };
  const x = Float64Array.of(1, 2, 3, 4, 5, 6);
  const weight = Float64Array.of(1, 10, 100, 1000, 1, 1, 1, 1);
  const bias = Float64Array.of(0, -7);
  const d_y = Float64Array.of(1, 2, 3, 4);

  it('computes a hand-worked example', () => {
    const y = new Float64Array(4);
    conv.forward({ x, weight, bias, slope: bias, y }, { ...shape, ...none });
    // Left: columns (padding, 1 4); right: columns (2 5, 3 6).
    expect([...y]).toEqual([10 + 4000, 1 + 4 - 7, 2 + 30 + 500 + 6000, 2 + 3 + 5 + 6 - 7]);
  });

  it('has the gradients of the hand-worked example', () => {
    const d_x = new Float64Array(6).fill(Number.NaN);
    conv.d_input({ d_y, weight, d_x }, shape);
    expect([...d_x]).toEqual([12, 7, 34, 1002, 304, 3004]);
    const d_weight = new Float64Array(8).fill(100);
    conv.d_weight({ d_y, x, d_weight }, { ...shape, chunk: 4 });
    expect([...d_weight]).toEqual([106, 110, 115, 122, 108, 114, 120, 132]);
  });

  it.each<NodeCase>([
    { op: 'conv', inputs: [[5, 4, 4]], attributes: { outputs: 6, kernel: [2, 3], groups: 2, activation: 'prelu' } },
    {
      op: 'conv',
      inputs: [[7, 3]],
      attributes: { outputs: 2, kernel: [3], dilations: [2], pads: [1, 2], strides: [2] },
    },
    { op: 'conv', inputs: [[2, 3, 3, 2]], attributes: { outputs: 3, kernel: [1, 1], bias: 0, activation: 'relu' } },
    { op: 'conv', inputs: [[4, 3, 2]], attributes: { outputs: 3, kernel: [1, 1], strides: [2, 1] } },
    // Enough pixels for two stages.
    { op: 'conv', inputs: [[15, 15, 1]], attributes: { outputs: 1, kernel: [2, 2], activation: 'leakyRelu' } },
    {
      op: 'depthwiseConv',
      inputs: [[4, 4, 2]],
      attributes: { kernel: [3, 2], multiplier: 3, pads: [1, 1, 1, 0], activation: 'prelu' },
    },
    {
      op: 'depthwiseConv',
      inputs: [[8, 4]],
      attributes: { kernel: [3], bias: 0, activation: 'clip', low: -1, high: 0.4 },
    },
  ])('has gradients equal to central differences: $op $attributes', expectNodeGradients);

  it('refuses groups that do not divide the channels, a window that does not fit, and says which node', () => {
    const refused = (op: string, attributes: object, code: string) =>
      expect(() => nodeOps[op]!.shape('layer 3', [[4, 4, 6]], { kernel: [3, 3], ...attributes })).toThrow(
        expect.objectContaining({ code, message: expect.stringContaining('layer 3') }),
      );
    refused('conv', { outputs: 6, groups: 4 }, 'argument-invalid');
    refused('conv', { outputs: 6, kernel: [5, 3] }, 'shape-mismatch');
    refused('conv', {}, 'argument-invalid');
    refused('depthwiseConv', { multiplier: 0 }, 'argument-invalid');
    refused('depthwiseConv', { kernel: [3, 3, 3] }, 'argument-invalid');
  });

  it('has the shapes of its output and its parameters', () => {
    const attributes = {
      outputs: 6,
      kernel: [3, 2],
      groups: 2,
      strides: [2, 1],
      pads: [1, 0, 0, 0],
      activation: 'prelu',
    };
    expect(nodeOps['conv']!.shape('conv', [[2, 6, 5, 4]], attributes)).toEqual([2, 3, 4, 6]);
    expect(nodeOps['conv']!.parameters([[2, 6, 5, 4]], attributes)).toEqual({
      weight: [6, 3, 2, 2],
      bias: [6],
      slope: [6],
    });
    const depthwise = { kernel: [3], multiplier: 2, bias: 0 };
    expect(nodeOps['depthwiseConv']!.shape('conv', [[6, 4]], depthwise)).toEqual([4, 8]);
    expect(nodeOps['depthwiseConv']!.parameters([[6, 4]], depthwise)).toEqual({ weight: [3, 8] });
  });
});
