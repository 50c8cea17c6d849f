import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import * as batchNorm from '../../src/ops/batch_norm.js';
import * as channelNorm from '../../src/ops/channel_norm.js';
import * as instanceNorm from '../../src/ops/instance_norm.js';
import type { Groups } from '../../src/ops/spatial.js';
import { runOnBoth } from '../support/both.js';
import { expectClose, toleranceFor } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { climb } from '../support/ladder.js';
import { numbers, sizes } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const EPSILON = 0.01;

/** x off centre, so that a variance of one pass would lose its digits. */
function tensors(groups: Groups, seed: number) {
  const { outer, count, channels } = groups;
  const [size, statistics] = [outer * count * channels, outer * channels];
  return {
    x: { data: numbers(seed, size, 9, 11) },
    weight: { data: numbers(seed + 1, channels) },
    bias: { data: numbers(seed + 2, channels) },
    d_y: { data: numbers(seed + 3, size) },
    running_mean: { data: numbers(seed + 4, channels) },
    running_variance: { data: numbers(seed + 5, channels, 0, 2) },
    partials: { length: channelNorm.partialsLength(groups) },
    mean: { length: statistics },
    variance: { length: statistics },
    y: { length: size },
    d_partials: { length: channelNorm.partialsLength(groups) },
    sums: { length: statistics },
    along: { length: statistics },
    d_x: { length: size },
    d_x_frozen: { length: size },
  };
}

describe.each([
  { name: 'any number of channels', channels: fc.constantFrom(1, 2, 3, 5, 31), some: 7 },
  { name: 'whole quads of channels', channels: fc.constantFrom(4, 8, 12, 64, 68), some: 12 },
])('channel norm on the GPU, $name', ({ channels, some }) => {
  climb(() => gpu, {
    shapes: fc.record({ outer: fc.constantFrom(1, 2, 3), count: sizes(16), channels }),
    fixed: { outer: 2, count: 37, channels: some },
    numRuns: 8,
    workgroups: [64, 32],
    tensors,
    record: (groups, workgroup) => (recorder, s) => {
      const { outer, count, channels } = groups;
      const shape = { ...groups, epsilon: EPSILON };
      const frozen = { d_y: s.d_y, variance: s.running_variance, weight: s.weight, d_x: s.d_x_frozen };
      channelNorm.statistics(recorder, s, groups, workgroup);
      channelNorm.forward(recorder, s, shape, workgroup);
      channelNorm.dSums(recorder, { ...s, partials: s.d_partials }, shape, workgroup);
      channelNorm.dInput(recorder, s, shape, workgroup);
      channelNorm.dInputFrozen(recorder, frozen, { count: outer * count, channels, epsilon: EPSILON }, workgroup);
      batchNorm.moveRunning(recorder, s, { channels, momentum: 0.75 }, workgroup);
    },
    outputs: [
      'partials',
      'mean',
      'variance',
      'y',
      'sums',
      'along',
      'd_x',
      'd_x_frozen',
      'running_mean',
      'running_variance',
    ],
    // The mean of numbers near 10 is rounded at 2^-20, and 1 / √(variance + epsilon), at most 10, multiplies that.
    tolerance: ({ count }) => {
      const { relative, absolute } = toleranceFor(count);
      return { relative: relative * 16, absolute: absolute * 40 };
    },
  });
});

describe('channel norm', () => {
  it('keeps the digits of a variance that is small beside the mean, over many pixels', async () => {
    const groups = { outer: 1, count: 40_001, channels: 4 };
    const inputs = {
      x: { data: numbers(1, groups.count * 4, 999, 1001) },
      partials: { length: channelNorm.partialsLength(groups) },
      mean: { length: 4 },
      variance: { length: 4 },
    };
    const run = await runOnBoth(gpu, inputs, (recorder, s) => channelNorm.statistics(recorder, s, groups));
    // Both stages add some 200 numbers: 2^-24 · √200 each. The variance feels the square of a mean's error only.
    expectClose('mean', run.gpu.mean, run.cpu.mean, { relative: 2 ** -20, absolute: 0 });
    expectClose('variance', run.gpu.variance, run.cpu.variance, { relative: 1e-5, absolute: 0 });
  });

  it.each([
    [batchNorm.node, { epsilon: 0 }, 'argument-invalid'],
    [batchNorm.node, { momentum: 1.5 }, 'argument-invalid'],
    [batchNorm.node, { statistics: 'running' }, 'argument-invalid'],
    [instanceNorm.node, { epsilon: 0 }, 'argument-invalid'],
    [instanceNorm.node, { spatial: 0 }, 'argument-invalid'],
    [instanceNorm.node, { spatial: 3 }, 'shape-mismatch'],
  ])('refuses attributes that make no sense', (node, attributes, code) => {
    expect(() => node.shape('norm', [[8, 8, 4]], attributes)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining('norm') }),
    );
  });
});
