import { foldedGroups, groups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { cutTerms, oneChunk, sumInTwoStages } from './chunks.js';
import { type ConvShape, outputLines, taps, unread } from './conv_window.js';
import * as kernels from './depthwise_conv_kernels.js';
import { type Ending, epilogue } from './fused_activation.js';

/**
 * How an invocation takes its share. `quads`: four channels of four pixels of a line, where every output channel is of the
 * input channel of its number. `slide`: of eight pixels, where their windows overlap as far as can be. `single`: one element.
 */
type Share = 'slide' | 'quads' | 'single';

const PIXELS = { slide: 8, quads: 4 } as const;

function shareOf({ inputs, outputs, stride_x, dilation_x }: ConvShape): Share {
  if (inputs !== outputs || inputs % 4 !== 0) return 'single';
  return stride_x === 1 && dilation_x === 1 ? 'slide' : 'quads';
}

/** Invocations for `lines` of `width` pixels with `channels`. */
function invocations(share: Share, lines: number, width: number, channels: number): number {
  return share === 'single' ? lines * width * channels : (lines * Math.ceil(width / PIXELS[share]) * channels) / 4;
}

const forwards = {
  slide: kernels.depthwiseConvForwardSlide,
  quads: kernels.depthwiseConvForwardQuads,
  single: kernels.depthwiseConvForward,
};
const dInputs = {
  slide: kernels.depthwiseConvDInputSlide,
  quads: kernels.depthwiseConvDInputQuads,
  single: kernels.depthwiseConvDInput,
};
const dWeights = {
  slide: kernels.depthwiseConvDWeightSlide,
  quads: kernels.depthwiseConvDWeightQuads,
  single: kernels.depthwiseConvDWeight,
};

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
  const share = shareOf(shape);
  const count = invocations(share, outputLines(shape), shape.out_width, shape.outputs);
  const end = epilogue(ending, weight);
  recorder.dispatch(forwards[share], {
    buffers: { x, weight, ...end.buffers, y },
    params: { ...shape, ...unread, ...end.params },
    workgroups: foldedGroups(count, workgroup, recorder.target),
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
  const share = shareOf(shape);
  const count = invocations(share, shape.rows * shape.height, shape.width, shape.inputs);
  recorder.dispatch(dInputs[share], {
    buffers,
    params: { ...shape, ...unread },
    workgroups: foldedGroups(count, workgroup, recorder.target),
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
  const share = shareOf(shape);
  const chunks = partials ? chunksOf(shape) : oneChunk(outputLines(shape));
  const { kernel_height, kernel_width, outputs } = shape;
  const across = share === 'slide' ? Math.ceil(kernel_width / 4) : kernel_width;
  const count = (kernel_height * across * outputs) / (share === 'single' ? 1 : 4);
  sumInTwoStages(recorder, chunks, { partials, out: d_weight }, (out) =>
    recorder.dispatch(dWeights[share], {
      buffers: { d_y, x, d_weight: out },
      params: { ...shape, ...unread, chunk: chunks.chunk },
      workgroups: [groups(count, workgroup), chunks.chunks, 1],
      overrides: { WORKGROUP: workgroup },
    }),
  );
}
