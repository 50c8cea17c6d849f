import fc from 'fast-check';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import { elements } from '../../src/ops/node.js';
import * as pad from '../../src/ops/pad.js';
import { toleranceFor } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { climb } from '../support/ladder.js';
import { numbers } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const axis = fc.record({
  size: fc.constantFrom(1, 2, 3, 5, 8, 13),
  begin: fc.constantFrom(0, 0, 1, 2, 12),
  end: fc.constantFrom(0, 0, 1, 4, 12),
});

const shapes: fc.Arbitrary<pad.Padding> = fc
  .record({
    axes: fc.array(axis, { minLength: 1, maxLength: 4 }),
    mode: fc.constantFrom('constant', 'reflect', 'edge'),
  })
  .map(({ axes, mode }) => {
    const most = (size: number, added: number) => (mode === 'reflect' ? Math.min(added, size - 1) : added);
    return {
      sizes: axes.map(({ size }) => size),
      begins: axes.map(({ size, begin }) => most(size, begin)),
      ends: axes.map(({ size, end }) => most(size, end)),
      mode,
    };
  })
  .filter((padding) => padded(padding) < 20_000 && copies(padding) <= 1000);

const padded = ({ sizes, begins, ends }: pad.Padding) => elements(sizes.map((size, i) => begins[i]! + size + ends[i]!));

/** Places that may hold the same element: what a gradient sums. */
const copies = ({ begins, ends, mode }: pad.Padding) =>
  elements(begins.map((begin, i) => 1 + (mode === 'edge' ? begin + ends[i]! : 2)));

describe.each(['constant', 'reflect', 'edge'] as const)('pad on the GPU, two sizes and two runs by %s', (mode) => {
  climb(() => gpu, {
    shapes,
    fixed: { sizes: [3, 7, 5, 3], begins: [0, 6, 2, 0], ends: [0, 3, 4, 0], mode },
    numRuns: 8,
    tensors: (padding, seed) => ({
      x: { data: numbers(seed, elements(padding.sizes)) },
      d_y: { data: numbers(seed + 1, padded(padding)) },
      y: { length: padded(padding) },
      d_x: { length: elements(padding.sizes) },
    }),
    record: (padding, workgroup) => (recorder, s) => {
      pad.forward(recorder, 'test', s, padding, 0.25, workgroup);
      pad.dInput(recorder, 'test', s, padding, workgroup);
    },
    outputs: ['y', 'd_x'],
    tolerance: (padding) => toleranceFor(copies(padding)),
  });
});
