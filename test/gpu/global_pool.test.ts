import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultLimits } from '../../src/gpu/backend.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import { Recorder } from '../../src/gpu/recorder.js';
import * as globalAveragePool from '../../src/ops/global_average_pool.js';
import * as globalMaxPool from '../../src/ops/global_max_pool.js';
import { cutGroups } from '../../src/ops/global_pool.js';
import { toleranceFor } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { climb } from '../support/ladder.js';
import { numbers, sizes } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

describe.each([
  { name: 'any number of channels', channels: [1, 7, 9] },
  { name: 'whole quads of channels', channels: [4, 36] },
])('global pools on the GPU, $name', ({ channels }) => {
  climb(() => gpu, {
    shapes: fc.record({
      outer: fc.constantFrom(1, 2, 3),
      count: sizes(16),
      channels: fc.constantFrom(...channels),
    }),
    fixed: { outer: 2, count: 37, channels: channels.at(-1)! },
    numRuns: 8,
    workgroups: [8, 64],
    // Eighths, so that there are ties.
    tensors: ({ outer, count, channels }, seed) => {
      const [inputs, outputs] = [outer * count * channels, outer * channels];
      return {
        x: { data: numbers(seed, inputs).map((value) => Math.round(8 * value) / 8) },
        d_y: { data: numbers(seed + 1, outputs) },
        average: { length: outputs },
        d_x_average: { length: inputs },
        largest: { length: outputs },
        places: { length: outputs },
        d_x_largest: { length: inputs },
      };
    },
    record: (groups, workgroup) => (recorder, s) => {
      globalAveragePool.forward(recorder, { x: s.x, y: s.average }, groups, workgroup);
      globalAveragePool.dInput(recorder, { d_y: s.d_y, d_x: s.d_x_average }, groups, workgroup);
      globalMaxPool.forward(recorder, { x: s.x, y: s.largest, places: s.places }, groups, workgroup);
      globalMaxPool.dInput(recorder, { d_y: s.d_y, places: s.places, d_x: s.d_x_largest }, groups, workgroup);
    },
    outputs: ['average', 'd_x_average', 'largest', 'places', 'd_x_largest'],
    tolerance: ({ count }) => toleranceFor(count),
  });
});

describe('a global pool', () => {
  it('has lanes that share pixels on a GPU, and on a software adapter where there are few channels', () => {
    const cut = (isFallbackAdapter: boolean, channels: number) =>
      cutGroups(new Recorder({ features: new Set(), limits: defaultLimits, isFallbackAdapter }), {
        outer: 3,
        count: 49,
        channels,
      });
    expect(cut(false, 128)).toEqual({ workgroups: [12, 1, 1], overrides: { WORKGROUP: 64, ACROSS: 8 } });
    expect(cut(false, 3)).toEqual({ workgroups: [3, 1, 1], overrides: { WORKGROUP: 64, ACROSS: 4 } });
    expect(cut(true, 128)).toEqual({ workgroups: [12, 1, 1], overrides: { WORKGROUP: 8, ACROSS: 8 } });
    expect(cut(true, 4)).toEqual({ workgroups: [3, 1, 1], overrides: { WORKGROUP: 8, ACROSS: 1 } });
  });
});
