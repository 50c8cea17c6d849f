import runningCode from '../../shaders/batch_norm.running.wgsl';
import { KinfoldError } from '../errors.js';
import { defineKernel } from '../gpu/kernel.js';
import { foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { choiceOf, numberOf } from './attributes.js';
import * as channelNorm from './channel_norm.js';
import { addChunks } from './chunks.js';
import { epsilonOf } from './epsilon.js';
import type { Attributes, ForwardCall, Mode, NodeOp, Shape } from './node.js';
import { onlyInput, rowShape } from './shape.js';
import type { Groups } from './spatial.js';

export const batchNormRunning = defineKernel({
  name: 'batch_norm.running',
  code: runningCode,
  params: { channels: 'u32', momentum: 'f32' },
  bindings: { mean: 'read', variance: 'read', running_mean: 'read_write', running_variance: 'read_write' },
});

/** running = momentum · running + (1 − momentum) · batch, for means and variances [channels]. */
export function moveRunning(
  recorder: Recorder,
  buffers: Record<'mean' | 'variance' | 'running_mean' | 'running_variance', Slice>,
  { channels, momentum }: { readonly channels: number; readonly momentum: number },
  workgroup = 64,
): void {
  recorder.dispatch(batchNormRunning, {
    buffers,
    params: { channels, momentum },
    workgroups: foldedGroups(channels, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}

function momentumOf(name: string, attributes: Attributes): number {
  const momentum = numberOf(name, attributes, 'momentum', 0.9);
  if (momentum >= 0 && momentum <= 1) return momentum;
  throw new KinfoldError(
    'argument-invalid',
    `${name}: momentum is ${momentum}, expected 0 to 1: the part of the running averages that stays (ONNX; PyTorch's is 1 less it)`,
  );
}

const ofBatch = (name: string, attributes: Attributes) =>
  choiceOf(name, attributes, 'statistics', ['frozen', 'batch'], 'frozen') === 'batch';

/** Whether it normalises with the batch's own statistics instead of the stored ones. */
const takesOwn = (name: string, attributes: Attributes, mode: Mode) =>
  ofBatch(name, attributes) && mode !== 'inference';

/** The whole batch is one group. */
function groupOf(rows: number, shape: Shape): Groups {
  const { rows: count, width: channels } = rowShape(rows, shape);
  return { outer: 1, count, channels };
}

/** What one run normalises with: the batch's own statistics, or the stored ones. */
function settingOf({ name, mode, rows, attributes, output, parameters, saved }: ForwardCall) {
  const shape = { ...groupOf(rows, output.shape), epsilon: epsilonOf(name, attributes) };
  const stored = { mean: parameters['mean']!, variance: parameters['variance']! };
  const own = takesOwn(name, attributes, mode);
  return { shape, stored, own, statistics: own ? { mean: saved['mean']!, variance: saved['variance']! } : stored };
}

/**
 * Batch normalisation (S. Ioffe and C. Szegedy, 2015) of each channel, the last axis, over the rows and all other axes:
 * y = (x − mean) / √(variance + epsilon) · weight + bias. mean and variance are state: no gradient moves them.
 *
 * Attributes: `epsilon` (default 1e-5), `statistics`, `momentum` (default 0.9). `statistics: 'frozen'` (default) normalises with the
 * stored mean and variance in every mode. `'batch'` does so in inference only: in training it takes the batch's own (the variance
 * without n − 1), passes gradients through them and moves the stored ones: running = momentum · running + (1 − momentum) · batch,
 * with that same variance, as ONNX and unlike PyTorch. A recomputation takes the batch's again and moves nothing; a frozen node takes
 * the batch's and moves nothing either.
 */
export const node: NodeOp = {
  shape: (name, inputs, attributes) => {
    epsilonOf(name, attributes);
    momentumOf(name, attributes);
    ofBatch(name, attributes);
    return onlyInput(name, inputs);
  },
  parameters: ([input]) => {
    const channels = [input!.at(-1)!];
    return { weight: channels, bias: channels, mean: channels, variance: channels };
  },
  state: ['mean', 'variance'],
  // The planner counts by the row; the statistics are the batch's, so only the first row's words are used.
  saved: ([input], attributes, mode): Readonly<Record<string, number>> =>
    takesOwn('batchNorm', attributes, mode) ? { mean: input!.at(-1)!, variance: input!.at(-1)! } : {},
  scratch: (direction, rows, [input], attributes, mode): Readonly<Record<string, number>> => {
    const group = groupOf(rows, input!);
    const partials = channelNorm.partialsLength(group);
    if (direction === 'backward') return { partials, sums: group.channels, along: group.channels };
    return takesOwn('batchNorm', attributes, mode) ? { partials } : {};
  },
  keeps: { inputs: true, output: false },
  wholeBatch: (attributes) => ofBatch('batchNorm', attributes),
  forward(recorder, call) {
    const { shape, stored, own, statistics } = settingOf(call);
    const { weight, bias } = call.parameters;
    const x = call.inputs[0]!.slice;
    if (own) channelNorm.statistics(recorder, { x, partials: call.scratch['partials']!, ...statistics }, shape);
    channelNorm.forward(recorder, { x, ...statistics, weight: weight!, bias: bias!, y: call.output.slice }, shape);
    if (own && call.mode === 'training' && !call.frozen) {
      const momentum = momentumOf(call.name, call.attributes);
      const running = { running_mean: stored.mean, running_variance: stored.variance };
      moveRunning(recorder, { ...statistics, ...running }, { channels: shape.channels, momentum });
    }
  },
  backward(recorder, call) {
    const { shape, own, statistics } = settingOf(call);
    const { dOutput: d_y, scratch } = call;
    const x = call.inputs[0]!.slice;
    const weight = call.parameters['weight']!;
    const [d_x] = call.dInputs;
    const { weight: d_weight, bias: d_bias } = call.dParameters;
    const totals = { sums: scratch['sums']!, along: scratch['along']! };
    if ((own && d_x) || d_weight || d_bias) {
      channelNorm.dSums(recorder, { d_y, x, ...statistics, ...totals, partials: scratch['partials']! }, shape);
    }
    if (d_x && own) channelNorm.dInput(recorder, { d_y, x, ...statistics, weight, ...totals, d_x }, shape);
    else if (d_x) channelNorm.dInputFrozen(recorder, { d_y, variance: statistics.variance, weight, d_x }, shape);
    const one = { chunks: 1, stride: shape.channels, count: shape.channels };
    if (d_weight) addChunks(recorder, { partials: totals.along, out: d_weight }, one);
    if (d_bias) addChunks(recorder, { partials: totals.sums, out: d_bias }, one);
  },
};
