import fc from 'fast-check';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import { type ConvShape, outputPixels, taps } from '../../src/ops/conv_window.js';
import * as depthwiseConv from '../../src/ops/depthwise_conv.js';
import { toleranceFor } from '../support/compare.js';
import { convShapes, convTensors, squareShape } from '../support/conv-shapes.js';
import { openTestGpu } from '../support/gpu.js';
import { climb } from '../support/ladder.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const channels = (step: number, most: number) =>
  fc
    .record({ inputs: fc.integer({ min: 1, max: 9 }), multiplier: fc.integer({ min: 1, max: most }) })
    .map(({ inputs, multiplier }) => ({
      groups: step * inputs,
      inputs: step * inputs,
      outputs: step * inputs * multiplier,
    }));
const clip = { activation: 2, alpha: 0, low: -0.5, high: 1 };
const same = { rows: 3, size: 19, kernel: 3, stride: 1, pad: 1 };

describe.each([
  {
    name: 'any channels',
    shapes: convShapes(channels(1, 3)),
    fixed: squareShape({ ...same, inputs: 5, outputs: 10, groups: 5 }),
  },
  {
    name: 'quads of channels',
    shapes: convShapes(channels(4, 1)),
    fixed: squareShape({ ...same, size: 37, stride: 2, inputs: 68, outputs: 68, groups: 68 }),
  },
  {
    name: 'quads of channels under a window that slides by one',
    shapes: convShapes(channels(4, 1), true),
    fixed: squareShape({ ...same, inputs: 68, outputs: 68, groups: 68 }),
  },
])('depthwise_conv on the GPU, $name', ({ shapes, fixed }) => {
  climb(() => gpu, {
    shapes,
    fixed,
    tensors: (shape: ConvShape, seed) =>
      convTensors(shape, taps(shape) * shape.outputs, depthwiseConv.partialsLength(shape), seed),
    record: (shape, workgroup) => (recorder, s) => {
      depthwiseConv.forward(recorder, { ...s, activation: clip }, shape, workgroup);
      depthwiseConv.dInput(recorder, s, shape, workgroup);
      depthwiseConv.dWeight(recorder, s, shape, workgroup);
    },
    outputs: ['y', 'd_x', 'd_weight'],
    tolerance: (shape) => toleranceFor(Math.max(taps(shape) * 3, outputPixels(shape))),
    numRuns: 8,
  });
});
