import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import * as add from '../../src/ops/add.js';
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

describe('add on the GPU', () => {
  climb(() => gpu, {
    shapes: sizes(64),
    fixed: 197,
    tensors: (count, seed) => ({
      a: { data: numbers(seed, count) },
      b: { data: numbers(seed + 1, count) },
      y: { length: count },
    }),
    record: (count, workgroup) => (recorder, s) => add.forward(recorder, s, count, workgroup),
    outputs: ['y'],
    tolerance: () => toleranceFor(1),
  });

  it('covers more elements than one dimension of workgroups holds', async () => {
    const count = 65_535 + 33;
    const inputs = { a: { data: numbers(1, count) }, b: { data: numbers(2, count) }, y: { length: count } };
    const both = await runOnBoth(gpu, inputs, (recorder, s) => add.forward(recorder, s, count, 1));
    expectClose('y', both.gpu.y, both.cpu.y, toleranceFor(1));
  });
});
