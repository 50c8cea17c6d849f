import { foldedGroups, groups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { cutTerms, oneChunk, sumInTwoStages } from './chunks.js';
import { type ConvShape, inputPixels, outputLines, outputPixels, taps, unread } from './conv_window.js';
import * as kernels from './depthwise_conv_kernels.js';
import { type Ending, epilogue } from './fused_activation.js';

/** Pixels of a line that an invocation of the kernels by quads makes. */
const BLOCK = 4;

/** True if an invocation can take four channels at once: every output channel is of the input channel of its number. */
const byQuads = ({ inputs, outputs }: ConvShape) => inputs === outputs && inputs % 4 === 0;

/**
 * y[p, o] = activation(bias[o] + Σ_tap x[p under tap, c] · weight[tap, o]), c = ⌊o / multiplier⌋. x [rows, height, width,
 * inputs], weight [kernel_height, kernel_width, outputs], bias and slope [outputs] where there are some, y [rows, out_height,
 * out_width, outputs].
 */
export function forward(
  recorder: Recorder,
  { x, weight, y, ...ending }: Record<'x' | 'weight' | 'y', Slice> & Ending,
  shape: ConvShape,
  workgroup = 64,
): void {
  const quads = byQuads(shape);
  const blocks = (outputLines(shape) * Math.ceil(shape.out_width / BLOCK) * shape.outputs) / 4;
  const end = epilogue(ending, weight);
  recorder.dispatch(quads ? kernels.depthwiseConvForwardQuads : kernels.depthwiseConvForward, {
    buffers: { x, weight, ...end.buffers, y },
    params: { ...shape, ...unread, ...end.params },
    workgroups: foldedGroups(quads ? blocks : outputPixels(shape) * shape.outputs, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}

/** d_x[q, c] = Σ_tap Σ_(o of c) d_y[p with q under tap, o] · weight[tap, o]; overwrites d_x [rows, height, width, inputs]. */
export function dInput(
  recorder: Recorder,
  buffers: Record<'d_y' | 'weight' | 'd_x', Slice>,
  shape: ConvShape,
  workgroup = 64,
): void {
  const quads = byQuads(shape);
  const blocks = (shape.rows * shape.height * Math.ceil(shape.width / BLOCK) * shape.inputs) / 4;
  recorder.dispatch(quads ? kernels.depthwiseConvDInputQuads : kernels.depthwiseConvDInput, {
    buffers,
    params: { ...shape, ...unread },
    workgroups: foldedGroups(quads ? blocks : inputPixels(shape) * shape.inputs, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}

const chunksOf = (shape: ConvShape) => cutTerms(outputLines(shape), taps(shape) * shape.outputs, shape.out_width);

/** Words of the `partials` of `dWeight`; 0 where the pixels are too few for a second stage. */
export function partialsLength(shape: ConvShape): number {
  return chunksOf(shape).words;
}

/**
 * d_weight[tap, o] += Σ_p d_y[p, o] · x[p under tap, c]; adds to d_weight. Many pixels are summed in two stages, given
 * `partials`.
 */
export function dWeight(
  recorder: Recorder,
  { d_y, x, d_weight, partials }: Record<'d_y' | 'x' | 'd_weight', Slice> & { readonly partials?: Slice | undefined },
  shape: ConvShape,
  workgroup = 64,
): void {
  const quads = byQuads(shape);
  const chunks = partials ? chunksOf(shape) : oneChunk(outputLines(shape));
  const size = (taps(shape) * shape.outputs) / (quads ? 4 : 1);
  sumInTwoStages(recorder, chunks, { partials, out: d_weight }, (out) =>
    recorder.dispatch(quads ? kernels.depthwiseConvDWeightQuads : kernels.depthwiseConvDWeight, {
      buffers: { d_y, x, d_weight: out },
      params: { ...shape, ...unread, chunk: chunks.chunk },
      workgroups: [groups(size, workgroup), chunks.chunks, 1],
      overrides: { WORKGROUP: workgroup },
    }),
  );
}
