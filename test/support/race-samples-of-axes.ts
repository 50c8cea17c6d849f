import { axisValues } from '../../src/ops/strides.js';
import { blocks, lanes, WORKGROUP } from './race-shapes.js';
import type { RaceSample } from './races.js';

/** A part of 3 × 5 elements, in rows of 7. */
const part = lanes({
  count: 15,
  first: 1,
  ...axisValues('size', [1, 1, 1, 1, 1, 1, 3, 5]),
  ...axisValues('stride', [0, 0, 0, 0, 0, 0, 7, 1]),
});

/** Lines of 5 elements, 3 side by side, shared by four lanes each. */
const shared = (more: RaceSample['params']): RaceSample => ({
  params: { lines: 6, width: 5, inner: 3, ...more },
  groups: [4, 1, 1],
  overrides: { WORKGROUP, ACROSS: 2 },
});

/** 11 elements that stand above 3 sums. */
const columns = { ...axisValues('size', [1, 1, 1, 1, 1, 1, 4, 3]), ...axisValues('stride', [0, 0, 0, 0, 0, 0, 0, 1]) };

/** Sums over the first and the last axis of [2, 3, 5]. */
const reduction: RaceSample = {
  params: {
    lines: 3,
    blocks: 2,
    width: 5,
    step: 1,
    scale: 1,
    norm: 1,
    ...axisValues('size', [1, 1, 1, 1, 1, 1, 1, 3]),
    ...axisValues('stride', [0, 0, 0, 0, 0, 0, 0, 5]),
    ...axisValues('block_size', [1, 1, 1, 1, 1, 1, 2, 1]),
    ...axisValues('block_stride', [0, 0, 0, 0, 0, 0, 15, 0]),
  },
  groups: [2, 1, 1],
  overrides: { WORKGROUP, ACROSS: 2 },
};

/** Rows of four elements, mirrored on both sides. */
const reflected = {
  ...axisValues('x_size', [1, 1, 1, 1, 1, 1, 3, 4]),
  ...axisValues('y_size', [1, 1, 1, 1, 1, 1, 3, 9]),
  ...axisValues('begin', [0, 0, 0, 0, 0, 0, 0, 2]),
};

/** Two products, each of them a sum of two: a has a matrix for each, b one for each of the sum. */
const matrices = {
  ...{ rows: 5, columns: 20, depth: 4, taps: 2, a_m: 4, a_k: 1, b_n: 1, b_k: 20 },
  ...axisValues('size', [1, 1, 1, 1, 1, 1, 2, 2]),
  ...axisValues('a_stride', [0, 0, 0, 0, 0, 0, 40, 20]),
  ...axisValues('b_stride', [0, 0, 0, 0, 0, 0, 0, 80]),
};

/** Samples of the kernels that move data along axes, reduce them or multiply batches. */
export const axesSamples: Readonly<Record<string, RaceSample>> = {
  'strided.gather': part,
  'strided.gather_quads': part,
  'strided.scatter': part,
  'strided.scatter_quads': part,
  'softmax.forward': shared({}),
  'softmax.d_input': shared({}),
  'lp_normalize.forward': shared({ p: 2 }),
  'lp_normalize.d_input': shared({ p: 1 }),
  'reduce.forward': reduction,
  'reduce.d_input': lanes({ count: 11, scale: 0.5, ...columns }),
  'reduce.d_input_l2': lanes({ count: 11, ...columns }),
  'pad.d_input': lanes({ count: 12, mode: 1, ...reflected }),
  'pad.forward': lanes({ count: 15, mode: 1, value: 0, ...reflected }),
  'matmul.forward': blocks(matrices, [2, 1, 2]),
  'matmul.forward_direct': lanes(matrices, [1, 1, 2]),
};
