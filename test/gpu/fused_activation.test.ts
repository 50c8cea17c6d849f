import fc from 'fast-check';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import { cutRows } from '../../src/ops/chunks.js';
import * as fused from '../../src/ops/fused_activation.js';
import { toleranceFor } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { climb } from '../support/ladder.js';
import { numbers, sizes } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const activation = fc.constantFrom(
  { activation: 1, alpha: 0, low: 0, high: 0 },
  { activation: 1, alpha: -0.3, low: 0, high: 0 },
  { activation: 2, alpha: 0, low: -0.2, high: 0.7 },
  { activation: 3, alpha: 0, low: 0, high: 0 },
);
const prelu = { activation: 3, alpha: 0, low: 0, high: 0 };

describe.each([
  { name: 'any number of channels', widths: sizes(64), width: 131 },
  { name: 'whole quads of channels', widths: sizes(16).map((quads) => 4 * quads), width: 132 },
])('fused_activation on the GPU, $name', ({ widths, width }) => {
  climb(() => gpu, {
    shapes: fc.record({ rows: fc.oneof(sizes(64), sizes(128)), width: widths, activation }),
    fixed: { rows: 261, width, activation: prelu },
    tensors: ({ rows, width }, seed) => ({
      z: { data: numbers(seed, rows * width).map((value, i) => (i % 7 === 3 ? 0 : value)) },
      slope: { data: numbers(seed + 1, width) },
      d_y: { data: numbers(seed + 2, rows * width) },
      d_bias: { data: numbers(seed + 3, width) },
      d_slope: { data: numbers(seed + 4, width) },
      y: { length: rows * width },
      d_z: { length: rows * width },
      sums: { length: cutRows(rows, width).chunks * 2 * width },
    }),
    record:
      ({ activation, ...shape }, workgroup) =>
      (recorder, s) => {
        fused.forward(recorder, s, shape, activation, workgroup);
        fused.dInput(recorder, { ...s, y: s.z }, shape, activation, workgroup);
        fused.dParameters(recorder, s, shape);
      },
    outputs: ['y', 'd_z', 'd_bias', 'd_slope'],
    tolerance: ({ rows }) => toleranceFor(rows),
    numRuns: 8,
  });
});
