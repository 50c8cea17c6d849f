import { KinfoldError } from '../errors.js';
import { integersOf } from './attributes.js';
import type { Attributes, NodeOp, Shape } from './node.js';
import { onlyInput } from './shape.js';
import { gather } from './strided.js';
import { contiguous } from './strides.js';

/** Axis j of the output is axis permutation[j] of the input. */
function permutationOf(name: string, input: Shape, attributes: Attributes): readonly number[] {
  const permutation = integersOf(name, attributes, 'permutation', { length: input.length });
  if (input.every((_, axis) => permutation.includes(axis))) return permutation;
  throw new KinfoldError(
    'argument-invalid',
    `${name}: permutation is ${JSON.stringify(permutation)}, expected each of 0 to ${input.length - 1} once`,
  );
}

/** The view of a tensor [rows, ...shape] whose axis j is axis permutation[j] of a row. */
function permuted(rows: number, shape: Shape, permutation: readonly number[]) {
  const order = [0, ...permutation.map((axis) => axis + 1)];
  const sizes = [rows, ...shape];
  const strides = contiguous(sizes);
  return { sizes: order.map((axis) => sizes[axis]!), strides: order.map((axis) => strides[axis]!) };
}

/** Reorders the axes of a row. Attribute `permutation`: axis j of the output is axis permutation[j] of the input. */
export const node: NodeOp = {
  shape: (name, inputs, attributes) => {
    const input = onlyInput(name, inputs);
    return permutationOf(name, input, attributes).map((axis) => input[axis]!);
  },
  parameters: () => ({}),
  saved: () => ({}),
  keeps: { inputs: false, output: false },
  forward(recorder, { name, rows, attributes, inputs: [x], output }) {
    const permutation = permutationOf(name, x!.shape, attributes);
    gather(recorder, name, { x: x!.slice, y: output.slice }, permuted(rows, x!.shape, permutation));
  },
  backward(recorder, { name, rows, attributes, inputs: [x], output, dOutput, dInputs: [d_x] }) {
    if (!d_x) return;
    const permutation = permutationOf(name, x!.shape, attributes);
    const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
    gather(recorder, name, { x: dOutput, y: d_x }, permuted(rows, output.shape, inverse));
  },
};
