import type { Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { integerOf } from './attributes.js';
import { cutTerms, oneChunk, sumInTwoStages } from './chunks.js';
import { activations, type Ending, endingParameters, epilogue } from './fused_activation.js';
import * as kernels from './linear_kernels.js';
import type { Attributes, NodeOp, Shape } from './node.js';
import { ACROSS_BLOCK, cutProduct, foldedRows, inQuads, type ProductTiling, QUAD_BLOCK } from './product.js';
import * as product from './product_node.js';
import { onlyInput, rowShape } from './shape.js';

export { dBias } from './linear_bias.js';

export interface LinearShape {
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * y = activation(x · weightᵀ + bias). x [rows, inputs], weight [outputs, inputs], bias and slope [outputs] where there are
 * some, y [rows, outputs].
 */
export function forward(
  recorder: Recorder,
  { x, weight, y, ...ending }: Record<'x' | 'weight' | 'y', Slice> & Ending,
  shape: LinearShape,
  tiling?: ProductTiling,
): void {
  const { rows, inputs, outputs } = shape;
  const widths = [inputs, outputs];
  const quads = inQuads(widths);
  const sizes = { rows, columns: outputs, widths, ...(quads && { block: QUAD_BLOCK }) };
  const cut = cutProduct(recorder.target, sizes, tiling);
  const direct = quads ? kernels.linearForwardQuads : kernels.linearForwardDirect;
  const { buffers, params } = epilogue(ending, weight);
  recorder.dispatch(cut.structure === 'tiled' ? kernels.linearForward : direct, {
    buffers: { x, weight, ...buffers, y },
    params: { rows, inputs, outputs, ...params },
    workgroups: foldedRows(cut, recorder.target),
    overrides: cut.overrides,
  });
}

/** d_x = d_y · weight; overwrites d_x [rows, inputs]. */
export function dInput(
  recorder: Recorder,
  buffers: Record<'d_y' | 'weight' | 'd_x', Slice>,
  { rows, inputs, outputs }: LinearShape,
  tiling?: ProductTiling,
): void {
  const widths = [inputs, outputs];
  const quads = inQuads(widths);
  const sizes = { rows, columns: inputs, widths, ...(quads && { block: ACROSS_BLOCK }) };
  const cut = cutProduct(recorder.target, sizes, tiling);
  const direct = quads ? kernels.linearDInputQuads : kernels.linearDInputDirect;
  recorder.dispatch(cut.structure === 'tiled' ? kernels.linearDInput : direct, {
    buffers,
    params: { rows, inputs, outputs },
    workgroups: foldedRows(cut, recorder.target),
    overrides: cut.overrides,
  });
}

/** Words of the `partials` of `dWeight`; 0 where the rows are too few for a second stage. */
export function partialsLength({ rows, inputs, outputs }: LinearShape): number {
  return cutTerms(rows, outputs * inputs).words;
}

/** d_weight += d_yᵀ · x; adds to d_weight [outputs, inputs]. Many rows are summed in two stages, given `partials`. */
export function dWeight(
  recorder: Recorder,
  { d_y, x, d_weight, partials }: Record<'d_y' | 'x' | 'd_weight', Slice> & { readonly partials?: Slice | undefined },
  { rows, inputs, outputs }: LinearShape,
  tiling?: ProductTiling,
): void {
  const chunks = partials ? cutTerms(rows, outputs * inputs) : oneChunk(rows);
  const widths = [inputs, outputs];
  const sizes = { rows: outputs, columns: inputs, widths, slices: chunks.chunks };
  const { structure, across, down, overrides } = cutProduct(recorder.target, sizes, tiling);
  const direct = inQuads(widths) ? kernels.linearDWeightQuads : kernels.linearDWeightDirect;
  sumInTwoStages(recorder, chunks, { partials, out: d_weight }, (out) =>
    recorder.dispatch(structure === 'tiled' ? kernels.linearDWeight : direct, {
      buffers: { d_y, x, d_weight: out },
      params: { rows, inputs, outputs, chunk: chunks.chunk },
      workgroups: [across, down, chunks.chunks],
      overrides,
    }),
  );
}

const outputsOf = (name: string, attributes: Attributes) => integerOf(name, attributes, 'outputs', { least: 1 });

function linearShape(rows: number, input: Shape, outputs: number): LinearShape {
  const { rows: all, width } = rowShape(rows, input);
  return { rows: all, inputs: width, outputs };
}

/**
 * A dense layer over the last axis. Attributes: `outputs`, the width of the output; `bias`, 0 for none (1); `activation`, what
 * it ends with: none (default), relu, leakyRelu with `alpha` (0.01), clip with `low` and `high`, or prelu with its parameter.
 */
export const node: NodeOp = {
  activations,
  shape: (name, inputs, attributes) => {
    const outputs = outputsOf(name, attributes);
    endingParameters(name, attributes, outputs);
    return [...onlyInput(name, inputs).slice(0, -1), outputs];
  },
  parameters: ([input], attributes) => {
    const outputs = outputsOf('linear', attributes);
    return { weight: [outputs, input!.at(-1)!], ...endingParameters('linear', attributes, outputs) };
  },
  saved: ([input], attributes, mode) => {
    const { rows, outputs } = linearShape(1, input!, outputsOf('linear', attributes));
    return product.saved('linear', attributes, rows * outputs, mode);
  },
  scratch: (direction, rows, [input], attributes) => {
    const shape = linearShape(rows, input!, outputsOf('linear', attributes));
    const output = { rows: shape.rows, width: shape.outputs };
    return product.scratch('linear', direction, output, attributes, partialsLength(shape));
  },
  keeps: product.keeps,
  forward(recorder, call) {
    const {
      inputs: [x],
      output,
      parameters,
    } = call;
    const shape = linearShape(call.rows, x!.shape, output.shape.at(-1)!);
    product.forward(recorder, call, rowShape(call.rows, output.shape), (y, ending) =>
      forward(recorder, { x: x!.slice, weight: parameters['weight']!, y, ...ending }, shape),
    );
  },
  backward(recorder, call) {
    const {
      inputs: [x],
      output,
      parameters,
      scratch,
      dInputs: [d_x],
      dParameters,
    } = call;
    const shape = linearShape(call.rows, x!.shape, output.shape.at(-1)!);
    const d_y = product.backward(recorder, call, rowShape(call.rows, output.shape));
    const { weight: d_weight } = dParameters;
    if (d_x) dInput(recorder, { d_y, weight: parameters['weight']!, d_x }, shape);
    if (d_weight) dWeight(recorder, { d_y, x: x!.slice, d_weight, partials: scratch['partials'] }, shape);
  },
};
