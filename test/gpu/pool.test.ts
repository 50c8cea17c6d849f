import fc from 'fast-check';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import * as averagePool from '../../src/ops/average_pool.js';
import * as maxPool from '../../src/ops/max_pool.js';
import { elements } from '../../src/ops/node.js';
import type { Window } from '../../src/ops/window.js';
import { toleranceFor } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { climb } from '../support/ladder.js';
import { oddWindow, poolWindows } from '../support/pools.js';
import { numbers } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const sizesOf = ({ pictures, channels, input, output }: Window) => ({
  inputs: pictures * elements(input) * channels,
  outputs: pictures * elements(output) * channels,
});

describe.each([
  { name: 'any number of channels', channels: [1, 3, 5, 7] },
  { name: 'whole quads of channels', channels: [4, 12, 20] },
])('pools on the GPU, $name', ({ channels }) => {
  climb(() => gpu, {
    shapes: fc.record({ window: poolWindows(channels), countPadding: fc.boolean() }),
    fixed: { window: oddWindow(channels[1]!), countPadding: true },
    numRuns: 8,
    workgroups: [64, 32],
    // Quarters, so that there are ties.
    tensors: ({ window }, seed) => {
      const { inputs, outputs } = sizesOf(window);
      return {
        x: { data: numbers(seed, inputs).map((value) => Math.round(4 * value) / 4) },
        d_y: { data: numbers(seed + 1, outputs) },
        average: { length: outputs },
        d_x_average: { length: inputs },
        largest: { length: outputs },
        places: { length: outputs },
        d_x_largest: { length: inputs },
      };
    },
    record:
      ({ window, countPadding }, workgroup) =>
      (recorder, s) => {
        averagePool.forward(recorder, { x: s.x, y: s.average }, { ...window, countPadding }, workgroup);
        averagePool.dInput(recorder, { d_y: s.d_y, d_x: s.d_x_average }, { ...window, countPadding }, workgroup);
        maxPool.forward(recorder, { x: s.x, y: s.largest, places: s.places }, window, workgroup);
        maxPool.dInput(recorder, { d_y: s.d_y, places: s.places, d_x: s.d_x_largest }, window, workgroup);
      },
    outputs: ['average', 'd_x_average', 'largest', 'places', 'd_x_largest'],
    tolerance: () => toleranceFor(9),
  });
});
