import { shapeMismatch } from '../errors.js';
import { integerOf } from './attributes.js';
import * as channelNorm from './channel_norm.js';
import { epsilonOf } from './epsilon.js';
import * as linear from './linear.js';
import { type Attributes, elements, type NodeOp, type Shape } from './node.js';
import { onlyInput } from './shape.js';

/** A group a picture: `spatial` axes before the channels are its pixels. */
function groupsOf(name: string, rows: number, shape: Shape, attributes: Attributes): channelNorm.Groups {
  const spatial = spatialOf(name, shape, attributes);
  const outer = rows * elements(shape.slice(0, -1 - spatial));
  return { outer, count: elements(shape.slice(-1 - spatial, -1)), channels: shape.at(-1)! };
}

/** Attribute `spatial`: axes before the channels that an op averages over, default 2. @throws `shape-mismatch` naming the node. */
export function spatialOf(name: string, shape: Shape, attributes: Attributes): number {
  const spatial = integerOf(name, attributes, 'spatial', { fallback: 2, least: 1 });
  if (spatial < shape.length) return spatial;
  throw shapeMismatch(name, shape, ['…', `${spatial} spatial axes`, 'channels'], 'set spatial to their number');
}

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
    spatialOf(name, input, attributes);
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
    const over = { rows: shape.outer, outputs: shape.channels };
    if (d_weight) linear.dBias(recorder, { d_y: totals.along, d_bias: d_weight }, over);
    if (d_bias) linear.dBias(recorder, { d_y: totals.sums, d_bias }, over);
  },
};
