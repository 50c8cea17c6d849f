import { shapeMismatch } from '../errors.js';
import { integersOf } from './attributes.js';
import * as binary from './binary.js';
import { broadcast } from './broadcast.js';
import { type Attributes, elements, type NodeOp, type Shape } from './node.js';
import { gather } from './strided.js';

const shapeOf = (name: string, attributes: Attributes): Shape => integersOf(name, attributes, 'shape', { least: 1 });

/** The rows as a sum of nothing and of the parameter, whose gradient is that of a right operand. */
const repeated = (name: string, rows: number, width: number) => broadcast(name, [rows, width], [width]);

/** A tensor that depends on no input: every row is the parameter `value`. Attribute `shape`: of a row. */
export const node: NodeOp = {
  shape: (name, inputs, attributes) => {
    if (inputs.length > 0) throw shapeMismatch(name, inputs.flat(), [], `it takes no input, got ${inputs.length}`);
    return shapeOf(name, attributes);
  },
  parameters: (_, attributes) => ({ value: shapeOf('parameter', attributes) }),
  saved: () => ({}),
  scratch: (direction, rows, _, attributes) => {
    if (direction === 'forward') return {};
    const width = elements(shapeOf('parameter', attributes));
    return { sums: width * binary.sumsOf(repeated('parameter', rows, width), 'b').chunks };
  },
  keeps: { inputs: false, output: false },
  forward(recorder, { name, rows, output, parameters }) {
    const width = elements(output.shape);
    gather(recorder, name, { x: parameters['value']!, y: output.slice }, { sizes: [rows, width], strides: [0, 1] });
  },
  backward(recorder, { name, rows, output, scratch, dOutput: d_y, dParameters: { value: d_operand } }) {
    if (!d_operand) return;
    const buffers = { d_y, a: d_y, b: d_y, d_operand, sums: scratch['sums']! };
    binary.dOperand(recorder, 'add', 'b', buffers, repeated(name, rows, elements(output.shape)), true);
  },
};
