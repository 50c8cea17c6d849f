import { shapeMismatch } from '../errors.js';
import { integersOf } from './attributes.js';
import { elements, type NodeOp } from './node.js';
import { onlyInput } from './shape.js';

/** The words of a row under another shape. Attribute `shape`: that of a row of the output. */
export const node: NodeOp = {
  shape: (name, inputs, attributes) => {
    const input = onlyInput(name, inputs);
    const shape = integersOf(name, attributes, 'shape', { least: 1 });
    if (shape.length > 0 && elements(shape) === elements(input)) return shape;
    throw shapeMismatch(name, shape, input, `reshape keeps the ${elements(input)} elements of a row`);
  },
  parameters: () => ({}),
  saved: () => ({}),
  keeps: { inputs: false, output: false },
  alias: true,
  forward(recorder, { inputs: [x], output }) {
    recorder.copy(x!.slice, output.slice);
  },
  backward(recorder, { dOutput, dInputs: [d_x] }) {
    if (d_x) recorder.copy(dOutput, d_x);
  },
};
