import { KinfoldError } from '../errors.js';
import { integersOf } from './attributes.js';
import { type Attributes, elements, type NodeOp, type Shape } from './node.js';
import { onlyInput } from './shape.js';
import { gather, scatter, type View } from './strided.js';
import { contiguous } from './strides.js';

/** What is taken of a row: along each axis `sizes` elements, the first at `starts`, `steps` apart. */
function boxOf(name: string, input: Shape, attributes: Attributes) {
  const length = input.length;
  const starts = integersOf(name, attributes, 'starts', { length });
  const sizes = integersOf(name, attributes, 'sizes', { length, least: 1 });
  const steps = integersOf(name, attributes, 'steps', { length, least: -(2 ** 31) });
  for (const [axis, width] of input.entries()) {
    const start = starts[axis]!;
    const last = start + (sizes[axis]! - 1) * steps[axis]!;
    if (steps[axis] !== 0 && start < width && last >= 0 && last < width) continue;
    throw new KinfoldError(
      'argument-invalid',
      `${name}: axis ${axis} is read from ${start} to ${last} in steps of ${steps[axis]}, expected places from 0 to ${width - 1} and a step that is not 0`,
    );
  }
  return { starts, sizes, steps };
}

function viewOf(name: string, rows: number, input: Shape, attributes: Attributes): View {
  const { starts, sizes, steps } = boxOf(name, input, attributes);
  const strides = contiguous(input);
  return {
    sizes: [rows, ...sizes],
    strides: [elements(input), ...strides.map((stride, axis) => stride * steps[axis]!)],
    first: starts.reduce((sum, start, axis) => sum + start * strides[axis]!, 0),
  };
}

/** A part of a row. Attributes `starts`, `sizes` and `steps`, one of each an axis; a step may be negative. */
export const node: NodeOp = {
  shape: (name, inputs, attributes) => boxOf(name, onlyInput(name, inputs), attributes).sizes,
  parameters: () => ({}),
  saved: () => ({}),
  keeps: { inputs: false, output: false },
  forward(recorder, { name, rows, attributes, inputs: [x], output }) {
    gather(recorder, name, { x: x!.slice, y: output.slice }, viewOf(name, rows, x!.shape, attributes));
  },
  backward(recorder, { name, rows, attributes, inputs: [x], dOutput, dInputs: [d_x] }) {
    if (!d_x) return;
    recorder.clear(d_x);
    scatter(recorder, name, { x: dOutput, y: d_x }, viewOf(name, rows, x!.shape, attributes));
  },
};
