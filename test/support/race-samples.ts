import { axisValues } from '../../src/ops/strides.js';
import { axesSamples } from './race-samples-of-axes.js';
import { pairSamples } from './race-samples-of-pairs.js';
import { blocks, lanes, WORKGROUP } from './race-shapes.js';
import type { RaceSample } from './races.js';

const ending = { has_bias: 1, activation: 3, alpha: 0, low: 0, high: 0 };
// wgsl_reflect does not wrap u32 scalars around: kernels that count on it get a window that begins in the picture.
const window = (inputs: number, outputs: number, groups: number) => ({
  ...{ rows: 1, height: 5, width: 4, inputs, out_height: 3, out_width: 4, outputs },
  ...{ kernel_height: 2, kernel_width: 3, stride_y: 2, stride_x: 1, dilation_y: 1, dilation_x: 1, top: 1, left: 1 },
  ...{ groups, chunk: 4, ...ending },
});

const product = { rows: 5, inputs: 20, outputs: 8 };
const tiles = blocks(product, [2, 2, 1]);
const direct = lanes(product, [1, 1, 1]);
const items = lanes({ count: 11 });
const rows = lanes({ rows: 2, width: 19 });
const update = (params: RaceSample['params']): RaceSample => ({
  ...lanes({ count: 44, ...params }),
  // Not a skipped step.
  data: { control: [1, 0.5, 0] },
});
const pool = {
  pictures: 2,
  height: 4,
  width: 3,
  out_height: 2,
  out_width: 3,
  kernel_height: 2,
  kernel_width: 2,
  stride_y: 2,
  stride_x: 1,
  dilation_y: 2,
  dilation_x: 1,
  pad_top: 1,
  pad_left: 1,
};
const counted = { ...pool, count_top: 0, count_bottom: 5, count_left: 1, count_right: 4 };
const pixels = (channels: number): RaceSample => ({
  params: { outer: 2, count: 5, channels },
  groups: [7, 1, 1],
  overrides: { WORKGROUP, ACROSS: 2 },
});
const moments = { beta1: 0.9, beta2: 0.99, gain1: 0.1, gain2: 0.01, step_size: 0.1, root_correction: 1, epsilon: 1e-8 };
/** Six anchors of a shard against twenty candidates, behind others that were all easier. */
const range = {
  ...{ width: 4, anchor_shard: 1, anchor_first: 2, anchor_last: 8 },
  ...{ candidate_shard: 0, candidate_first: 3, candidate_last: 23 },
};
const easier = { negative_distances: new Array(8).fill(9), positive_distances: new Array(8).fill(-9) };
/** [2, 1, 3] ∘ [5, 1]. */
const walked = {
  ...axisValues('size', [1, 1, 1, 1, 1, 2, 5, 3]),
  ...axisValues('a_stride', [0, 0, 0, 0, 0, 3, 0, 1]),
  ...axisValues('b_stride', [0, 0, 0, 0, 0, 0, 1, 0]),
};

/** Six rows to themselves and one more. */
const outer = { rows: 6, columns: 7, width: 5 };
const triplets: RaceSample = {
  ...lanes({ rows: 6, columns: 7, margin: 0.2, soft: 1, swap: 1 }, [6, 1, 1]),
  data: { negatives: [0xffffffff, 0xfffffffe] },
};

/** A small dispatch of every kernel that can be checked: more than one workgroup or turn of a loop, and lanes beyond the last item. */
export const raceSamples: Readonly<Record<string, RaceSample>> = {
  ...axesSamples,
  ...pairSamples,
  'adam.update': update({ ...moments, weight_decay: 0.1 }),
  'adamw.update': update({ ...moments, decay: 0.1 }),
  'add.forward': items,
  'binary.d_finish': lanes({ width: 11, chunks: 3 }),
  'binary.d_sums': lanes({
    width: 6,
    depth: 5,
    chunks: 2,
    ...walked,
    ...axisValues('y_stride', [0, 0, 0, 0, 0, 15, 3, 1]),
  }),
  'binary.forward': items,
  'binary.forward_strided': lanes({ count: 30, ...walked }, [4, 1, 1]),
  'binary.forward_repeated': lanes({ count: 44, period: 2, stretch: 22 }),
  'average_pool.d_input': lanes({ ...counted, channels: 2 }, [5, 1, 1]),
  'average_pool.d_input_quads': lanes({ ...counted, channels: 8 }, [5, 1, 1]),
  'average_pool.forward': lanes({ ...counted, channels: 2 }, [5, 1, 1]),
  'average_pool.forward_quads': lanes({ ...counted, channels: 8 }, [5, 1, 1]),
  'batch_norm.running': lanes({ channels: 11, momentum: 0.9 }),
  'channel_norm.d_finish': lanes({ outer: 2, channels: 5, parts: 3 }),
  'channel_norm.d_input': lanes({ outer: 2, count: 3, channels: 3, epsilon: 2 }, [3, 1, 1]),
  'channel_norm.d_input_frozen': lanes({ count: 5, channels: 3, epsilon: 2 }),
  'channel_norm.d_input_frozen_quads': lanes({ count: 5, channels: 8, epsilon: 2 }),
  'channel_norm.d_input_quads': lanes({ outer: 2, count: 3, channels: 8, epsilon: 2 }),
  'channel_norm.d_sums': lanes({ outer: 2, count: 8, channels: 2, parts: 3, epsilon: 2 }),
  'channel_norm.d_sums_quads': lanes({ outer: 2, count: 8, channels: 8, parts: 3, epsilon: 2 }),
  'channel_norm.finish': lanes({ outer: 2, count: 8, channels: 5, parts: 3 }),
  'channel_norm.forward': lanes({ outer: 2, count: 3, channels: 3, epsilon: 2 }, [3, 1, 1]),
  'channel_norm.forward_quads': lanes({ outer: 2, count: 3, channels: 8, epsilon: 2 }),
  'channel_norm.moments': lanes({ outer: 2, count: 8, channels: 2, parts: 3 }),
  'channel_norm.moments_quads': lanes({ outer: 2, count: 8, channels: 8, parts: 3 }),
  'max_pool.d_input': lanes({ ...pool, channels: 2 }, [5, 1, 1]),
  'max_pool.d_input_quads': lanes({ ...pool, channels: 8 }, [5, 1, 1]),
  'max_pool.forward': lanes({ ...pool, channels: 2 }, [5, 1, 1]),
  'max_pool.forward_quads': lanes({ ...pool, channels: 8 }, [5, 1, 1]),
  'global_average_pool.forward': pixels(5),
  'global_average_pool.forward_quads': pixels(20),
  'global_max_pool.forward': pixels(5),
  'global_max_pool.forward_quads': pixels(20),
  'chunk_sum.accumulate': lanes({ chunks: 3, stride: 20, first: 4, count: 11 }),
  'conv.d_input': blocks(window(8, 8, 1), [1, 2, 1]),
  'conv.d_input_direct': lanes(window(4, 6, 2), [2, 3, 1]),
  'conv.d_input_quads': lanes(window(8, 8, 2), [2, 3, 1]),
  'conv.d_weight': blocks(window(8, 8, 1), [3, 1, 1]),
  'conv.d_weight_direct': lanes({ ...window(4, 6, 2), rows: 2 }, [2, 6, 2]),
  'conv.d_weight_quads': lanes({ ...window(8, 8, 2), rows: 2 }, [1, 2, 12]),
  'conv.forward': blocks(window(8, 8, 1), [1, 1, 1]),
  'conv.forward_direct': lanes(window(4, 6, 2), [2, 2, 1]),
  'conv.forward_quads': lanes(window(8, 8, 2), [2, 2, 1]),
  'cross_batch.remember': {
    ...lanes({ rows: 3, width: 11, capacity: 5, kept: 3, first: 3 }, [3, 1, 1]),
    // Not a skipped step.
    data: { control: [1, 0.5, 0], labels: [7, 8, 9] },
  },
  'depthwise_conv.d_input': lanes(window(3, 6, 3), [8, 1, 1]),
  'depthwise_conv.d_input_quads': lanes({ ...window(8, 8, 8), left: 2 }, [2, 1, 1]),
  'depthwise_conv.d_weight': lanes({ ...window(3, 6, 3), rows: 2 }, [5, 2, 1]),
  'depthwise_conv.d_weight_quads': lanes({ ...window(8, 8, 8), rows: 2 }, [2, 2, 1]),
  'depthwise_conv.d_input_slide': lanes({ ...window(8, 8, 8), left: 2 }, [1, 1, 1]),
  'depthwise_conv.d_weight_slide': lanes({ ...window(8, 8, 8), rows: 2, top: 0, left: 0 }, [1, 2, 1]),
  'depthwise_conv.forward_slide': lanes({ ...window(8, 8, 8), top: 0, left: 0 }, [1, 1, 1]),
  'depthwise_conv.forward': lanes(window(3, 6, 3), [9, 1, 1]),
  'depthwise_conv.forward_quads': lanes({ ...window(8, 8, 8), top: 0, left: 0 }, [1, 1, 1]),
  'fused_activation.d_input': lanes(
    { rows: 6, width: 11, chunk: 4, activation: 3, alpha: 0, low: 0, high: 0 },
    [2, 2, 1],
  ),
  'fused_activation.d_input_quads': lanes({ rows: 6, width: 12, chunk: 4, activation: 3, alpha: 0, low: 0, high: 0 }),
  'fused_activation.forward': lanes({ rows: 6, width: 11, chunk: 4, ...ending }, [2, 2, 1]),
  'fused_activation.forward_quads': lanes({ rows: 6, width: 12, chunk: 4, ...ending }),
  'gather.forward': lanes({ rows: 5, width: 3, count: 3 }),
  'grad_norm.finish': lanes({ groups: 11, max_norm: 1, slot: 1 }, [1, 1, 1]),
  'grad_norm.partial': lanes({ count: 76 }),
  'guard.forward': lanes({ rows: 2, input_width: 19, output_width: 11 }),
  'hardest.scan': { params: range, groups: [2, 1, 1], overrides: { WIDE: 1, TALL: 4 }, data: easier },
  'hardest.scan_direct': { ...lanes(range, [1, 1, 1]), data: easier },
  'l2_normalize.d_input': rows,
  'l2_normalize.forward': rows,
  'layer_norm.d_input': rows,
  'layer_norm.d_weight': lanes({ rows: 6, width: 11, chunk: 4 }, [2, 2, 1]),
  'layer_norm.forward': lanes({ rows: 2, width: 19, epsilon: 1e-5 }),
  'linear.d_bias': lanes({ rows: 6, outputs: 11, chunk: 4 }, [2, 2, 1]),
  'linear.d_input': tiles,
  'linear.d_input_direct': direct,
  'linear.d_input_quads': direct,
  'linear.d_weight': blocks({ ...product, chunk: 4 }, [2, 1, 2]),
  'linear.d_weight_direct': lanes({ ...product, chunk: 4 }, [1, 1, 2]),
  'linear.d_weight_quads': lanes({ ...product, chunk: 4 }, [1, 1, 2]),
  'linear.forward': blocks({ ...product, ...ending }, [1, 1, 1]),
  'linear.forward_direct': lanes({ ...product, ...ending }, [1, 1, 1]),
  'linear.forward_quads': lanes({ ...product, ...ending }, [1, 1, 1]),
  'noise.forward': lanes({ count: 11, sigma: 1, salt: 1, seed: 2, step: 3 }),
  'augment.forward': lanes(
    {
      ...{ rows: 2, height: 2, width: 3, channels: 1, flip: 2 ** 23, shift: 0.1, scale: 0.1, rotate: 0.1 },
      ...{ gain: 0.1, offset: 0.1, tint: 0.1, shade: 0.1, blur: 1, noise: 0.1 },
      ...{ erase: 2 ** 23, erase_height: 1, erase_width: 1, fill: 0, seed: 1, step: 2 },
    },
    [2, 1, 1],
  ),
  'dropout.forward': lanes({ count: 44, threshold: 2 ** 23, scale: 2, salt: 1, seed: 2, step: 3 }),
  'prelu.d_input': lanes({ rows: 3, width: 5 }),
  'prelu.d_slope': lanes({ rows: 6, width: 11, chunk: 4 }, [2, 2, 1]),
  'prelu.forward': lanes({ rows: 3, width: 5 }),
  'relu.d_input': items,
  'relu.forward': items,
  'unary.d_input': lanes({ count: 11, alpha: 0.1, beta: 1 }),
  'unary.forward': lanes({ count: 11, alpha: 0.1, beta: 1 }),
  'distillation.d_embeddings': {
    ...lanes({ first: 2, rows: 3, width: 5, count: 2, scale: 0.5 }),
    // The last lies beyond the targets.
    data: { indices: [1, 0, 2] },
  },
  'moving_average.update': update({ gain: 0.1 }),
  'sgd.update': update({ learning_rate: 0.1, momentum: 0.9, weight_decay: 0.1 }),
  'distances.forward': { params: { ...outer, root: 1 }, groups: [1, 1, 1], overrides: { WIDE: 8, TALL: 8 } },
  'distances.cosine': { params: outer, groups: [1, 1, 1], overrides: { WIDE: 8, TALL: 8 } },
  'distances.d_embeddings': blocks({ ...outer, root: 1, scale: 1 }),
  'mining.batch_all': lanes({ rows: 3, columns: 6 }, [5, 1, 1]),
  'mining.batch_hard': lanes({ rows: 6, columns: 6 }, [6, 1, 1]),
  'mining.distance_weighted': lanes({ ...outer, distance: 0, seed: 1, step: 2 }, [11, 1, 1]),
  'mining.easy_positive': lanes({ rows: 6, columns: 6 }, [6, 1, 1]),
  'mining.random': lanes({ rows: 6, columns: 7, semi_hard: 1, margin: 0.2, seed: 1, step: 2 }, [11, 1, 1]),
  'mining.semi_hard': lanes({ rows: 6, columns: 6, margin: 0.2 }, [6, 1, 1]),
  'triplet.forward': triplets,
  'triplet.reduce': lanes({ rows: 11, slot: 1, reducer: 2 }, [1, 1, 1]),
  'triplet.d_distances': triplets,
};
