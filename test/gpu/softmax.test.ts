import { afterAll, beforeAll, describe } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import * as softmax from '../../src/ops/softmax.js';
import { toleranceFor } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { climb } from '../support/ladder.js';
import { fixedLines, lineShapes } from '../support/lines.js';
import { numbers } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

describe('softmax on the GPU', () => {
  climb(() => gpu, {
    shapes: lineShapes,
    fixed: fixedLines,
    numRuns: 8,
    tensors: ({ lines, width }, seed) => ({
      // From values that differ by less than one to some that leave others nothing.
      x: { data: numbers(seed, lines * width, -1, 1).map((value, i) => value * 10 ** (i % 3)) },
      d_y: { data: numbers(seed + 1, lines * width) },
      y: { length: lines * width },
      d_x: { length: lines * width },
    }),
    record: (shape, workgroup) => (recorder, s) => {
      softmax.forward(recorder, s, shape, workgroup);
      softmax.dInput(recorder, s, shape, workgroup);
    },
    outputs: ['y', 'd_x'],
    tolerance: ({ width }) => toleranceFor(width),
  });
});
