import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import * as gather from '../../src/ops/gather.js';
import { runOn } from '../support/both.js';
import { openTestGpu } from '../support/gpu.js';
import { climb } from '../support/ladder.js';
import { numbers, sizes } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const shapes = fc.record({ rows: sizes(16), width: sizes(16), count: fc.integer({ min: 1, max: 40 }) });

describe('gather on the GPU', () => {
  climb(() => gpu, {
    shapes,
    fixed: { rows: 33, width: 17, count: 9 },
    // Some indices lie beyond the bank.
    tensors: ({ rows, width, count }, seed) => ({
      bank: { data: numbers(seed, count * width) },
      indices: { type: 'u32', data: Array.from(numbers(seed + 1, rows, 0, count + 2), Math.floor) },
      y: { length: rows * width },
    }),
    record: (shape, workgroup) => (recorder, s) => gather.forward(recorder, s, shape, workgroup),
    outputs: ['y'],
    tolerance: () => ({ relative: 0, absolute: 0 }),
  });

  it('gathers rows that are longer than a workgroup takes', async () => {
    const [rows, width, count] = [3, 2500, 2];
    const bank = Float32Array.from(numbers(3, count * width));
    const inputs = {
      bank: { data: bank },
      indices: { type: 'u32' as const, data: [1, 2, 0] },
      y: { length: rows * width },
    };
    const { y } = await runOn(gpu, inputs, (recorder, s) => gather.forward(recorder, s, { rows, width, count }));
    expect([...y]).toEqual([...bank.subarray(width), ...new Array(width).fill(0), ...bank.subarray(0, width)]);
  });

  it('gives zeros for an index beyond the bank, the first and the last that there is', async () => {
    const inputs = {
      bank: { data: [1, 2, 3, 4] },
      indices: { type: 'u32' as const, data: [2, 1, 0xffffffff, 0] },
      y: { length: 8 },
    };
    const { y } = await runOn(gpu, inputs, (recorder, s) =>
      gather.forward(recorder, s, { rows: 4, width: 2, count: 2 }),
    );
    expect([...y]).toEqual([0, 0, 3, 4, 0, 0, 1, 2]);
  });
});
