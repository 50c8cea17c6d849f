import { groups as groupsOf, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { cutTerms, oneChunk, sumInTwoStages } from './chunks.js';
import * as kernels from './conv_kernels.js';
import { type ConvShape, inputPixels, outputLines, outputPixels, taps, unread } from './conv_window.js';
import { type Ending, epilogue } from './fused_activation.js';
import * as linear from './linear.js';
import { ACROSS_BLOCK, cutProduct, foldedRows, inQuads, type ProductTiling, QUAD_BLOCK } from './product.js';

/**
 * A convolution is a product whose left matrix is gathered: rows are pixels, columns channels, and the sum runs over taps and
 * channels. One of a single tap that keeps its place is a linear layer over the pixels.
 */
function asLinear(shape: ConvShape): linear.LinearShape | undefined {
  const { stride_y, stride_x, top, left, groups, inputs, outputs } = shape;
  const pixels = inputPixels(shape);
  const inPlace = taps(shape) === 1 && stride_y * stride_x === 1 && top + left === 0 && pixels === outputPixels(shape);
  return inPlace && groups === 1 ? { rows: pixels, inputs, outputs } : undefined;
}

/** Channels of a group on both sides. */
const widthsOf = ({ inputs, outputs, groups }: ConvShape) => [inputs / groups, outputs / groups];

/**
 * y[p, o] = activation(bias[o] + Σ_tap Σ_i x[p under tap, i] · weight[o, tap, i]). x [rows, height, width, inputs], weight
 * [outputs, kernel_height, kernel_width, inputs / groups], bias and slope [outputs] where there are some, y [rows, out_height,
 * out_width, outputs].
 */
export function forward(
  recorder: Recorder,
  buffers: Record<'x' | 'weight' | 'y', Slice> & Ending,
  shape: ConvShape,
  tiling?: ProductTiling,
): void {
  const plain = asLinear(shape);
  if (plain) {
    linear.forward(recorder, buffers, plain, tiling);
    return;
  }
  const { x, weight, y, ...ending } = buffers;
  const widths = widthsOf(shape);
  const sizes = { rows: outputPixels(shape), columns: widths[1]!, widths, slices: shape.groups };
  const quads = inQuads(widths);
  const cut = cutProduct(recorder.target, { ...sizes, ...(quads && { block: QUAD_BLOCK }) }, tiling);
  const direct = quads ? kernels.convForwardQuads : kernels.convForwardDirect;
  const end = epilogue(ending, weight);
  recorder.dispatch(cut.structure === 'tiled' ? kernels.convForward : direct, {
    buffers: { x, weight, ...end.buffers, y },
    params: { ...shape, ...unread, ...end.params },
    workgroups: foldedRows(cut, recorder.target, shape.groups),
    overrides: cut.overrides,
  });
}

/** d_x[q, i] = Σ_tap Σ_o d_y[p with q under tap, o] · weight[o, tap, i]; overwrites d_x [rows, height, width, inputs]. */
export function dInput(
  recorder: Recorder,
  buffers: Record<'d_y' | 'weight' | 'd_x', Slice>,
  shape: ConvShape,
  tiling?: ProductTiling,
): void {
  const plain = asLinear(shape);
  if (plain) {
    linear.dInput(recorder, buffers, plain, tiling);
    return;
  }
  const widths = widthsOf(shape);
  const sizes = { rows: inputPixels(shape), columns: widths[0]!, widths, slices: shape.groups };
  const quads = inQuads(widths);
  const cut = cutProduct(recorder.target, { ...sizes, ...(quads && { block: ACROSS_BLOCK }) }, tiling);
  const direct = quads ? kernels.convDInputQuads : kernels.convDInputDirect;
  recorder.dispatch(cut.structure === 'tiled' ? kernels.convDInput : direct, {
    buffers,
    params: { ...shape, ...unread },
    workgroups: foldedRows(cut, recorder.target, shape.groups),
    overrides: cut.overrides,
  });
}

const weightSize = (shape: ConvShape) => (shape.outputs * taps(shape) * shape.inputs) / shape.groups;
const chunksOf = (shape: ConvShape) => cutTerms(outputLines(shape), weightSize(shape), shape.out_width);

/** Words of the `partials` of `dWeight`; 0 where the pixels are too few for a second stage. */
export function partialsLength(shape: ConvShape): number {
  const plain = asLinear(shape);
  return plain ? linear.partialsLength(plain) : chunksOf(shape).words;
}

/**
 * d_weight[o, tap, i] += Σ_p d_y[p, o] · x[p under tap, i]; adds to d_weight. Many pixels are summed in two stages, given
 * `partials`.
 */
export function dWeight(
  recorder: Recorder,
  buffers: Record<'d_y' | 'x' | 'd_weight', Slice> & { readonly partials?: Slice | undefined },
  shape: ConvShape,
  tiling?: ProductTiling,
): void {
  const plain = asLinear(shape);
  if (plain) {
    linear.dWeight(recorder, buffers, plain, tiling);
    return;
  }
  const { d_y, x, d_weight, partials } = buffers;
  const chunks = partials ? chunksOf(shape) : oneChunk(outputLines(shape));
  const widths = widthsOf(shape);
  const [inputs, outputs] = widths as [number, number];
  const tiled = { rows: outputs, columns: taps(shape) * inputs, widths, slices: shape.groups * chunks.chunks };
  const cut = cutProduct(recorder.target, tiled, tiling);
  const { WORKGROUP = 1 } = cut.overrides;
  const [kernel, workgroups] =
    cut.structure === 'tiled'
      ? ([kernels.convDWeight, [cut.across, cut.down * shape.groups, chunks.chunks]] as const)
      : inQuads(widths)
        ? ([
            kernels.convDWeightQuads,
            [groupsOf(inputs, 8 * WORKGROUP), cut.down * shape.groups, chunks.chunks * taps(shape)],
          ] as const)
        : ([
            kernels.convDWeightDirect,
            [groupsOf(outputs, 4 * WORKGROUP) * shape.groups, taps(shape) * Math.ceil(inputs / 4), chunks.chunks],
          ] as const);
  sumInTwoStages(recorder, chunks, { partials, out: d_weight }, (out) =>
    recorder.dispatch(kernel, {
      buffers: { d_y, x, d_weight: out },
      params: { ...shape, ...unread, chunk: chunks.chunk },
      workgroups,
      overrides: cut.overrides,
    }),
  );
}
