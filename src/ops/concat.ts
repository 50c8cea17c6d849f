import { shapeMismatch } from '../errors.js';
import { integerOf } from './attributes.js';
import type { Attributes, NodeOp, NodeTensor, Shape } from './node.js';
import { gather, scatter, type View } from './strided.js';
import { contiguous } from './strides.js';

const axisOf = (name: string, attributes: Attributes) => integerOf(name, attributes, 'axis', {});

function joined(name: string, inputs: readonly Shape[], attributes: Attributes): Shape {
  const axis = axisOf(name, attributes);
  const [first = []] = inputs;
  for (const shape of [first, ...inputs]) {
    const fits = axis < first.length && shape.length === first.length;
    if (fits && shape.every((size, i) => i === axis || size === first[i])) continue;
    const expected = first.map((size, i) => (i === axis ? 'any' : size));
    throw shapeMismatch(name, shape, expected, `concat joins inputs along axis ${axis} that are equal in the others`);
  }
  const width = inputs.reduce((sum, shape) => sum + shape[axis]!, 0);
  return first.map((size, i) => (i === axis ? width : size));
}

/** The place of each input in the output. */
function parts(rows: number, output: Shape, axis: number, inputs: readonly NodeTensor[]): readonly View[] {
  const strides = contiguous([rows, ...output]);
  let start = 0;
  return inputs.map(({ shape }) => {
    const view = { sizes: [rows, ...shape], strides, first: start * strides[axis + 1]! };
    start += shape[axis]!;
    return view;
  });
}

/** Joins any number of inputs along attribute `axis`; the other axes are equal. */
export const node: NodeOp = {
  shape: joined,
  parameters: () => ({}),
  saved: () => ({}),
  keeps: { inputs: false, output: false },
  forward(recorder, { name, rows, attributes, inputs, output }) {
    for (const [i, view] of parts(rows, output.shape, axisOf(name, attributes), inputs).entries()) {
      scatter(recorder, name, { x: inputs[i]!.slice, y: output.slice }, view);
    }
  },
  backward(recorder, { name, rows, attributes, inputs, output, dOutput, dInputs }) {
    for (const [i, view] of parts(rows, output.shape, axisOf(name, attributes), inputs).entries()) {
      const d_x = dInputs[i];
      if (d_x) gather(recorder, name, { x: dOutput, y: d_x }, view);
    }
  },
};
