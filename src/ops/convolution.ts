import type { Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { type ConvShape, outputPixels } from './conv_window.js';
import { activations, type Ending, endingParameters } from './fused_activation.js';
import type { Attributes, NodeOp, Shape } from './node.js';
import * as product from './product_node.js';
import { rowShape } from './shape.js';
import { windowedShape, windowOf } from './window.js';

/** What tells one kind of convolution from another. */
export interface Convolution {
  /** Name of the op, for errors. */
  readonly op: string;
  /** Reads the attributes for `rows` rows. Throws naming the node. */
  read(name: string, rows: number, inputs: readonly Shape[], attributes: Attributes): ConvShape;
  /** Shape of the weight; `kernel` as the attribute has it. */
  weight(shape: ConvShape, kernel: readonly number[]): Shape;
  readonly kernels: {
    forward(recorder: Recorder, buffers: Record<'x' | 'weight' | 'y', Slice> & Ending, shape: ConvShape): void;
    dInput(recorder: Recorder, buffers: Record<'d_y' | 'weight' | 'd_x', Slice>, shape: ConvShape): void;
    dWeight(
      recorder: Recorder,
      buffers: Record<'d_y' | 'x' | 'd_weight', Slice> & { readonly partials?: Slice | undefined },
      shape: ConvShape,
    ): void;
    /** Words of the `partials` of `dWeight`. */
    partialsLength(shape: ConvShape): number;
  };
}

/** The node of a convolution: a product with bias and activation over the axes before the channels. */
export function convolution({ op, read, weight, kernels }: Convolution): NodeOp {
  return {
    activations,
    shape: (name, inputs, attributes) => {
      const { outputs } = read(name, 1, inputs, attributes);
      endingParameters(name, attributes, outputs);
      return windowedShape(inputs[0]!, attributes, windowOf(name, inputs, attributes), outputs);
    },
    parameters: (inputs, attributes) => {
      const shape = read(op, 1, inputs, attributes);
      const kernel = attributes['kernel'] as readonly number[];
      return { weight: weight(shape, kernel), ...endingParameters(op, attributes, shape.outputs) };
    },
    saved: (inputs, attributes, mode) => {
      const shape = read(op, 1, inputs, attributes);
      return product.saved(op, attributes, outputPixels(shape) * shape.outputs, mode);
    },
    scratch: (direction, rows, inputs, attributes) => {
      const shape = read(op, rows, inputs, attributes);
      const output = { rows: outputPixels(shape), width: shape.outputs };
      return product.scratch(op, direction, output, attributes, kernels.partialsLength(shape));
    },
    keeps: product.keeps,
    forward(recorder, call) {
      const { name, rows, attributes, output, parameters } = call;
      const [x] = call.inputs;
      const shape = read(name, rows, [x!.shape], attributes);
      product.forward(recorder, call, rowShape(rows, output.shape), (y, ending) =>
        kernels.forward(recorder, { x: x!.slice, weight: parameters['weight']!, y, ...ending }, shape),
      );
    },
    backward(recorder, call) {
      const { name, rows, attributes, output, parameters, scratch, dInputs, dParameters } = call;
      const [x] = call.inputs;
      const [d_x] = dInputs;
      const { weight: d_weight } = dParameters;
      const shape = read(name, rows, [x!.shape], attributes);
      const d_y = product.backward(recorder, call, rowShape(rows, output.shape));
      if (d_x) kernels.dInput(recorder, { d_y, weight: parameters['weight']!, d_x }, shape);
      if (d_weight) kernels.dWeight(recorder, { d_y, x: x!.slice, d_weight, partials: scratch['partials'] }, shape);
    },
  };
}
