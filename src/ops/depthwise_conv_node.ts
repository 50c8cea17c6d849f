import { integerOf } from './attributes.js';
import { type ConvShape, convShape, outputPixels } from './conv_window.js';
import * as conv from './depthwise_conv.js';
import { activations, endingParameters } from './fused_activation.js';
import type { Attributes, NodeOp, Shape } from './node.js';
import * as product from './product_node.js';
import { rowShape } from './shape.js';
import { windowedShape, windowOf } from './window.js';

/** Reads a convolution's attributes for `rows` rows. Throws naming the node. */
function read(name: string, rows: number, inputs: readonly Shape[], attributes: Attributes): ConvShape {
  const window = windowOf(name, inputs, attributes);
  const multiplier = integerOf(name, attributes, 'multiplier', { fallback: 1, least: 1 });
  return convShape(rows, window, window.channels * multiplier, window.channels);
}

/**
 * A convolution of every channel by itself, over the axes before the channels. Attributes: `kernel`, `strides`, `dilations`,
 * `pads`, `bias` and `activation` as of `conv`; `multiplier`, the output channels of an input channel (1). The weight is
 * [...kernel, channels · multiplier]; output channel c · multiplier + m reads input channel c.
 */
export const node: NodeOp = {
  activations,
  shape: (name, inputs, attributes) => {
    const { outputs } = read(name, 1, inputs, attributes);
    endingParameters(name, attributes, outputs);
    return windowedShape(inputs[0]!, attributes, windowOf(name, inputs, attributes), outputs);
  },
  parameters: (inputs, attributes) => {
    const shape = read('depthwiseConv', 1, inputs, attributes);
    const kernel = attributes['kernel'] as readonly number[];
    return {
      weight: [...kernel, shape.outputs],
      ...endingParameters('depthwiseConv', attributes, shape.outputs),
    };
  },
  saved: (inputs, attributes) => {
    const shape = read('depthwiseConv', 1, inputs, attributes);
    return product.saved('depthwiseConv', attributes, outputPixels(shape) * shape.outputs);
  },
  scratch: (direction, rows, inputs, attributes) => {
    const shape = read('depthwiseConv', rows, inputs, attributes);
    const output = { rows: outputPixels(shape), width: shape.outputs };
    return product.scratch('depthwiseConv', direction, output, attributes, conv.partialsLength(shape));
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
