import { describe, expect, it } from 'vitest';
import { windowedShape, windowOf } from '../../src/ops/window.js';

const shapeOf = (shape: number[], attributes: Record<string, number[]>, ceil = false) =>
  windowedShape(shape, attributes, windowOf('pool', [shape], attributes, ceil));

describe('the window of convolutions and pools', () => {
  it('has the output sizes of PyTorch', () => {
    expect(shapeOf([112, 112, 64], { kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] })).toEqual([56, 56, 64]);
    expect(shapeOf([2, 7, 10, 3], { kernel: [3, 2], strides: [2, 3], dilations: [2, 1] })).toEqual([2, 2, 3, 3]);
    expect(shapeOf([9, 5], { kernel: [4], strides: [2], pads: [0, 3] })).toEqual([5, 5]);
    expect(shapeOf([6, 3, 1], { kernel: [2, 2], pads: [0, 0, 0, 1] })).toEqual([5, 3, 1]);
  });

  it('rounds up with ceil, but not to a window that would start in the padding behind the input', () => {
    expect(shapeOf([6, 1], { kernel: [3], strides: [2] })).toEqual([2, 1]);
    expect(shapeOf([6, 1], { kernel: [3], strides: [2] }, true)).toEqual([3, 1]);
    // torch.nn.MaxPool1d(1, 2, ceil_mode=True) of 2 cells gives 1 and not 2; with padding 1, MaxPool1d(2, 2) of 2 gives 2.
    expect(shapeOf([2, 1], { kernel: [1], strides: [2] }, true)).toEqual([1, 1]);
    expect(shapeOf([2, 1], { kernel: [2], strides: [2], pads: [1, 1] }, true)).toEqual([2, 1]);
    expect(shapeOf([3, 1], { kernel: [2], strides: [3], pads: [1, 1] }, true)).toEqual([2, 1]);
    expect(shapeOf([2, 1], { kernel: [2], strides: [3], pads: [1, 1] }, true)).toEqual([1, 1]);
  });

  it('is one of height 1 over a series, and takes the axes in front as further pictures', () => {
    expect(windowOf('pool', [[4, 2, 9, 5]], { kernel: [3], strides: [2], dilations: [2], pads: [1, 0] })).toEqual({
      pictures: 8,
      channels: 5,
      input: [1, 9],
      output: [1, 3],
      kernel: [1, 3],
      strides: [1, 2],
      dilations: [1, 2],
      padsBegin: [0, 1],
      padsEnd: [0, 0],
    });
  });

  it.each([
    [[8, 8, 3], { kernel: [3, 3, 3] }, 'argument-invalid', /3 axes/],
    [[8, 8, 3], { kernel: [0, 3] }, 'argument-invalid', /kernel/],
    [[8, 8, 3], {}, 'argument-invalid', /kernel/],
    [[8, 8, 3], { kernel: [3, 3], strides: [2] }, 'argument-invalid', /strides/],
    [[8, 8, 3], { kernel: [3, 3], dilations: [0, 1] }, 'argument-invalid', /dilations/],
    [[8, 8, 3], { kernel: [3, 3], pads: [1, 1] }, 'argument-invalid', /pads/],
    [[8, 3], { kernel: [3, 3] }, 'shape-mismatch', /height, width, channels/],
    [[8, 4, 3], { kernel: [3, 3], dilations: [1, 2] }, 'shape-mismatch', /≥ 3, ≥ 5/],
  ])('refuses %j with %j', (shape, attributes, code, message) => {
    expect(() => windowOf('pool', [shape], attributes)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});
