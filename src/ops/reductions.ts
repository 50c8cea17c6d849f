import { KinfoldError } from '../errors.js';
import { integerOf, integersOf } from './attributes.js';
import type { Attributes, NodeOp, Shape } from './node.js';
import { dInput, dInputL2, forward, keptSizes, type ReduceShape, type Reduction } from './reduce.js';
import { onlyInput } from './shape.js';

function axesOf(name: string, input: Shape, attributes: Attributes): readonly number[] {
  const axes = integersOf(name, attributes, 'axes', {});
  if (axes.length > 0 && new Set(axes).size === axes.length && axes.every((axis) => axis < input.length)) {
    return [...axes].sort((a, b) => a - b);
  }
  throw new KinfoldError(
    'argument-invalid',
    `${name}: axes is ${JSON.stringify(axes)}, expected one or more of 0 to ${input.length - 1}, each once`,
  );
}

/** The input [rows, ...shape] and its axes that are reduced. */
function reduceShape(name: string, rows: number, input: Shape, attributes: Attributes): ReduceShape {
  return { sizes: [rows, ...input], axes: axesOf(name, input, attributes).map((axis) => axis + 1) };
}

function reducing(reduction: Reduction): NodeOp {
  return {
    shape: (name, inputs, attributes) => {
      const input = onlyInput(name, inputs);
      const axes = axesOf(name, input, attributes);
      const keepDims = integerOf(name, attributes, 'keepDims', { fallback: 1, most: 1 });
      return keepDims ? keptSizes({ sizes: input, axes }) : input.filter((_, axis) => !axes.includes(axis));
    },
    parameters: () => ({}),
    saved: () => ({}),
    keeps: { inputs: reduction === 'l2', output: reduction === 'l2' },
    forward(recorder, { name, rows, attributes, inputs: [x], output }) {
      const shape = reduceShape(name, rows, x!.shape, attributes);
      forward(recorder, name, { x: x!.slice, y: output.slice }, reduction, shape);
    },
    backward(recorder, { name, rows, attributes, inputs: [x], output, dOutput: d_y, dInputs: [d_x] }) {
      if (!d_x) return;
      const shape = reduceShape(name, rows, x!.shape, attributes);
      if (reduction === 'l2') dInputL2(recorder, name, { d_y, x: x!.slice, y: output.slice, d_x }, shape);
      else dInput(recorder, name, { d_y, d_x }, reduction, shape);
    },
  };
}

/** Σ x over attribute `axes` of a row; they stay as axes of size 1 unless `keepDims` is 0. */
export const reduceSum = reducing('sum');

/** The mean of x over `axes`; attributes as for `reduceSum`. */
export const reduceMean = reducing('mean');

/** √(Σ x²) over `axes`, with no gradient where it is 0; attributes as for `reduceSum`. */
export const reduceL2 = reducing('l2');
