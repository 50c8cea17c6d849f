import * as channelNorm from './channel_norm.js';
import { addChunks } from './chunks.js';
import { epsilonOf } from './epsilon.js';
import type { NodeOp } from './node.js';
import { onlyInput } from './shape.js';
import { groupsOf } from './spatial.js';

/**
 * Instance normalisation (D. Ulyanov et al., 2016): each channel, the last axis, of each picture over its pixels,
 * y = (x − mean) / √(variance + epsilon) · weight + bias, the variance without n − 1.
 *
 * Attributes: `epsilon` (default 1e-5); `spatial` (default 2), the number of axes before the channels that are averaged over.
 */
export const node: NodeOp = {
  shape: (name, inputs, attributes) => {
    epsilonOf(name, attributes);
    const input = onlyInput(name, inputs);
    groupsOf(name, 1, input, attributes);
    return input;
  },
  parameters: ([input]) => ({ weight: [input!.at(-1)!], bias: [input!.at(-1)!] }),
  saved: ([input], attributes) => {
    const { outer, channels } = groupsOf('instanceNorm', 1, input!, attributes);
    return { mean: outer * channels, variance: outer * channels };
  },
  scratch: (direction, rows, [input], attributes): Readonly<Record<string, number>> => {
    const groups = groupsOf('instanceNorm', rows, input!, attributes);
    const partials = channelNorm.partialsLength(groups);
    const sums = groups.outer * groups.channels;
    return direction === 'backward' ? { partials, sums, along: sums } : { partials };
  },
  keeps: { inputs: true, output: false },
  forward(recorder, { name, rows, attributes, inputs: [x], output, parameters, saved, scratch }) {
    const shape = { ...groupsOf(name, rows, output.shape, attributes), epsilon: epsilonOf(name, attributes) };
    const statistics = { mean: saved['mean']!, variance: saved['variance']! };
    channelNorm.statistics(recorder, { x: x!.slice, partials: scratch['partials']!, ...statistics }, shape);
    const affine = { weight: parameters['weight']!, bias: parameters['bias']! };
    channelNorm.forward(recorder, { x: x!.slice, ...statistics, ...affine, y: output.slice }, shape);
  },
  backward(recorder, call) {
    const { name, rows, attributes, output, parameters, saved, scratch, dOutput: d_y } = call;
    const shape = { ...groupsOf(name, rows, output.shape, attributes), epsilon: epsilonOf(name, attributes) };
    const [d_x] = call.dInputs;
    const { weight: d_weight, bias: d_bias } = call.dParameters;
    const x = call.inputs[0]!.slice;
    const statistics = { mean: saved['mean']!, variance: saved['variance']! };
    const totals = { sums: scratch['sums']!, along: scratch['along']! };
    channelNorm.dSums(recorder, { d_y, x, ...statistics, ...totals, partials: scratch['partials']! }, shape);
    if (d_x)
      channelNorm.dInput(recorder, { d_y, x, ...statistics, weight: parameters['weight']!, ...totals, d_x }, shape);
    const over = { chunks: shape.outer, stride: shape.channels, count: shape.channels };
    if (d_weight) addChunks(recorder, { partials: totals.along, out: d_weight }, over);
    if (d_bias) addChunks(recorder, { partials: totals.sums, out: d_bias }, over);
  },
};
