import fc from 'fast-check';
import { afterAll, beforeAll, describe } from 'vitest';
import { type Augmentation, augmentParams } from '../../src/cpu/augmentation.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import * as augment from '../../src/ops/augment.js';
import { openTestGpu } from '../support/gpu.js';
import { climb } from '../support/ladder.js';
import { numbers } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const side = fc.constantFrom(1, 2, 7, 8, 9, 13);
const shapes = fc.record({
  rows: fc.constantFrom(1, 3, 8),
  height: side,
  width: side,
  channels: fc.constantFrom(1, 3, 4),
});

const geometry: Augmentation = { flip: 0.5, shift: 0.2, scale: 0.2, rotate: 0.5 };
const colours: Augmentation = { gain: 0.3, offset: 0.2, tint: 0.1, shade: 0.3, erase: 0.5, eraseSize: 0.6, fill: -2 };

describe.each<{ name: string; attributes: Augmentation }>([
  { name: 'moved and coloured', attributes: { ...geometry, ...colours } },
  { name: 'blurred', attributes: { ...geometry, ...colours, blur: 1.5 } },
  { name: 'noisy', attributes: { ...colours, noise: 0.1 } },
])('augment on the GPU, $name', ({ attributes }) => {
  climb(() => gpu, {
    shapes,
    fixed: { rows: 5, height: 13, width: 9, channels: 3 },
    tensors: ({ rows, height, width, channels }, seed) => ({
      x: { data: numbers(seed, rows * height * width * channels) },
      y: { length: rows * height * width * channels },
    }),
    record:
      ({ rows, height, width, channels }, workgroup) =>
      (recorder, s) => {
        const params = augmentParams('augment', [height, width, channels], attributes);
        augment.forward(recorder, s, { rows, ...params, seed: 0xfedcba98, step: rows }, workgroup);
      },
    outputs: ['y'],
    // A position is off by a few roundings of a side's length, and neighbours differ by up to 2 · 1.3 · 1.1. WGSL bounds the
    // error of the noise's cos by 2^-11; its radius is at most 5.8.
    tolerance: ({ height, width }) => ({
      relative: 0,
      absolute: 12 * (height + width) * 2 ** -23 + (attributes.noise ?? 0) * 5.8 * 2 ** -11,
    }),
    numRuns: 8,
  });
});
