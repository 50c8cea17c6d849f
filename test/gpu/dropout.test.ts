import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import * as dropout from '../../src/ops/dropout.js';
import { runOnBoth } from '../support/both.js';
import { toleranceFor } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { climb } from '../support/ladder.js';
import { numbers, sizes } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

describe('dropout on the GPU', () => {
  climb(() => gpu, {
    shapes: sizes(64),
    fixed: 197,
    tensors: (count, seed) => ({
      x: { data: numbers(seed, count) },
      d_y: { data: numbers(seed + 1, count) },
      y: { length: count },
      d_x: { length: count },
    }),
    record: (count, workgroup) => (recorder, s) => {
      const options = { count, ratio: 0.4, salt: 7, seed: 0xfedcba98, step: count };
      dropout.forward(recorder, s, options, workgroup);
      dropout.forward(recorder, { x: s.d_y, y: s.d_x }, options, workgroup);
    },
    outputs: ['y', 'd_x'],
    tolerance: () => toleranceFor(1),
    numRuns: 8,
  });

  it('has the mask of the twin, bit for bit', async () => {
    const count = 4001;
    const inputs = { x: { data: new Float32Array(count).fill(1) }, y: { length: count } };
    const both = await runOnBoth(gpu, inputs, (recorder, s) =>
      dropout.forward(recorder, s, { count, ratio: 0.5, salt: 3, seed: 5, step: 9 }),
    );
    expect([...both.gpu.y]).toEqual([...both.cpu.y]);
  });
});
