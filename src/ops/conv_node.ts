import { KinfoldError } from '../errors.js';
import { integerOf } from './attributes.js';
import * as conv from './conv.js';
import { type ConvShape, convShape, outputPixels } from './conv_window.js';
import { activations, endingParameters } from './fused_activation.js';
import type { Attributes, NodeOp, Shape } from './node.js';
import * as product from './product_node.js';
import { rowShape } from './shape.js';
import { windowedShape, windowOf } from './window.js';

/** Reads a convolution's attributes for `rows` rows. Throws naming the node. */
function read(name: string, rows: number, inputs: readonly Shape[], attributes: Attributes): ConvShape {
  const window = windowOf(name, inputs, attributes);
  const outputs = integerOf(name, attributes, 'outputs', { least: 1 });
  const groups = integerOf(name, attributes, 'groups', { fallback: 1, least: 1 });
  if (window.channels % groups === 0 && outputs % groups === 0) return convShape(rows, window, outputs, groups);
  throw new KinfoldError(
    'argument-invalid',
    `${name}: groups is ${groups}, but there are ${window.channels} input and ${outputs} output channels; expected a divisor of both`,
  );
}

/**
 * A convolution over the axes before the channels: [height, width, channels], or [length, channels] with a kernel of one axis.
 * Attributes: `outputs`, the channels of the output; `kernel`, `strides` (1), `dilations` (1), `pads` (0; begins, then ends);
 * `groups` (1); `bias`, 0 for none (1); `activation` as of `linear`. The weight is [outputs, …kernel, inputs / groups].
 */
export const node: NodeOp = {
  activations,
  shape: (name, inputs, attributes) => {
    const { outputs } = read(name, 1, inputs, attributes);
    endingParameters(name, attributes, outputs);
    return windowedShape(inputs[0]!, attributes, windowOf(name, inputs, attributes), outputs);
  },
  parameters: (inputs, attributes) => {
    const shape = read('conv', 1, inputs, attributes);
    const kernel = attributes['kernel'] as readonly number[];
    return {
      weight: [shape.outputs, ...kernel, shape.inputs / shape.groups],
      ...endingParameters('conv', attributes, shape.outputs),
    };
  },
  saved: (inputs, attributes) => {
    const shape = read('conv', 1, inputs, attributes);
    return product.saved('conv', attributes, outputPixels(shape) * shape.outputs);
  },
  scratch: (direction, rows, inputs, attributes) => {
    const shape = read('conv', rows, inputs, attributes);
    const output = { rows: outputPixels(shape), width: shape.outputs };
    return product.scratch('conv', direction, output, attributes, conv.partialsLength(shape));
  },
  keeps: product.keeps,
  forward(recorder, call) {
    const { name, rows, attributes, output, parameters } = call;
    const [x] = call.inputs;
    const shape = read(name, rows, [x!.shape], attributes);
    product.forward(recorder, call, rowShape(rows, output.shape), (y, ending) =>
      conv.forward(recorder, { x: x!.slice, weight: parameters['weight']!, y, ...ending }, shape),
    );
  },
  backward(recorder, call) {
    const { name, rows, attributes, output, parameters, scratch, dInputs, dParameters } = call;
    const [x] = call.inputs;
    const [d_x] = dInputs;
    const { weight: d_weight } = dParameters;
    const shape = read(name, rows, [x!.shape], attributes);
    const d_y = product.backward(recorder, call, rowShape(rows, output.shape));
    if (d_x) conv.dInput(recorder, { d_y, weight: parameters['weight']!, d_x }, shape);
    if (d_weight) conv.dWeight(recorder, { d_y, x: x!.slice, d_weight, partials: scratch['partials'] }, shape);
  },
};
