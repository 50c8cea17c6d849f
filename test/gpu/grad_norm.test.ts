import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import * as gradNorm from '../../src/ops/grad_norm.js';
import { runOn } from '../support/both.js';
import { openTestGpu } from '../support/gpu.js';
import { climb } from '../support/ladder.js';
import { numbers, sizes } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

function tensors(data: ArrayLike<number>) {
  return {
    gradient: { data },
    partials: { length: gradNorm.partialsLength(data.length) },
    control: { length: gradNorm.CONTROL_LENGTH },
    // The second of three records is written.
    stats: { data: new Float64Array(24).fill(-1) },
  };
}

function clip(data: ArrayLike<number>, maxNorm: number) {
  return runOn(gpu, tensors(data), (recorder, s) =>
    gradNorm.forward(recorder, s, { count: data.length, maxNorm, slot: 1 }),
  );
}

describe('gradient norm on the GPU', () => {
  climb(() => gpu, {
    shapes: sizes(64),
    // More vec4s than 256 workgroups have lanes, so that they stride.
    fixed: 128 * 256 + 77,
    tensors: (quads, seed) => tensors(numbers(seed, quads * 4)),
    record: (quads, workgroup) => (recorder, s) => {
      gradNorm.forward(recorder, s, { count: quads * 4, maxNorm: 3, slot: 1 }, workgroup);
    },
    outputs: ['control', 'stats'],
    // Sums of squares have no cancellation.
    tolerance: () => ({ relative: 2 ** -19, absolute: 0 }),
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e30])(
    'skips the step at %d',
    async (wild) => {
      for (const at of [0, 255, 300]) {
        const gradient = numbers(1, 304);
        gradient[at] = wild;
        const { control, stats } = await clip(gradient, 1);
        expect([...control]).toEqual([0, 0, 1]);
        expect([...stats.slice(8, 16)]).toEqual([-1, -1, -1, -1, -1, 0, 1, -1]);
      }
    },
  );

  it('clips nothing at maxNorm 0, and a gradient of zeros never', async () => {
    expect([...(await clip([3, 0, 0, -4], 0)).control]).toEqual([5, 1, 0]);
    expect([...(await clip(new Float64Array(64), 1)).control]).toEqual([0, 1, 0]);
  });

  it('refuses a gradient that is no whole number of vec4s', async () => {
    await expect(clip([1, 2, 3], 1)).rejects.toMatchObject({ code: 'argument-invalid' });
    await expect(clip([1, 2, 3, 4], -1)).rejects.toMatchObject({ code: 'argument-invalid' });
  });
});
