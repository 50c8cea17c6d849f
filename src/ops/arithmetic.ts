import type { BinaryOperation } from '../cpu/binary.js';
import { shapeMismatch } from '../errors.js';
import { integerOf, integersOf } from './attributes.js';
import * as binary from './binary.js';
import { broadcast, stretched } from './broadcast.js';
import type { Attributes, NodeOp, Shape } from './node.js';

/** The role of the operand that is a parameter. */
const ROLE = 'operand';

interface Operands {
  /** Shapes with the axis of the rows in front, which a parameter lacks. */
  readonly a: Shape;
  readonly b: Shape;
  /** Which of the two is a parameter, if one is. */
  readonly parameter: binary.Operand | undefined;
}

function parameterShape(name: string, attributes: Attributes): Shape | undefined {
  if (attributes['operandShape'] === undefined) return undefined;
  return integersOf(name, attributes, 'operandShape', { least: 1 });
}

function operandsOf(name: string, rows: number, inputs: readonly Shape[], attributes: Attributes): Operands {
  const learned = parameterShape(name, attributes);
  if (inputs.length !== (learned ? 1 : 2) || inputs.flat().some((size) => size < 1)) {
    const expected = learned ? 'one input beside its parameter' : 'two inputs, or one and the attribute operandShape';
    throw shapeMismatch(name, inputs.flat(), ['any shape'], `it takes ${expected}, got ${inputs.length}`);
  }
  const rank = Math.max(...inputs.map((shape) => shape.length), learned?.length ?? 0);
  const [first, second] = inputs.map((shape) => [rows, ...new Array(rank - shape.length).fill(1), ...shape]);
  if (!learned) return { a: first!, b: second!, parameter: undefined };
  const before = integerOf(name, attributes, 'operandFirst', { fallback: 0, most: 1 }) === 1;
  return before ? { a: learned, b: first!, parameter: 'a' } : { a: first!, b: learned, parameter: 'b' };
}

/**
 * y = a ∘ b with numpy's broadcasting between row shapes, aligned at the last axis. Two inputs, or one and a parameter of
 * the shape `operandShape` (role `operand`, the same for every row), which `operandFirst` 1 makes the left operand.
 */
function arithmetic(operation: BinaryOperation): NodeOp {
  // Two rows stand for any number in what does not depend on it.
  const shapesOf = (name: string, inputs: readonly Shape[], attributes: Attributes) =>
    operandsOf(name, 2, inputs, attributes);
  const readsOperands = operation !== 'add' && operation !== 'sub';
  return {
    shape: (name, inputs, attributes) => {
      const { a, b } = shapesOf(name, inputs, attributes);
      broadcast(name, a, b);
      return stretched(name, a, b).slice(1);
    },
    parameters: (_, attributes) => {
      const learned = parameterShape(operation, attributes);
      return learned ? { [ROLE]: learned } : {};
    },
    saved: () => ({}),
    scratch: (direction, rows, inputs, attributes) => {
      if (direction === 'forward') return {};
      const { a, b, parameter } = operandsOf(operation, rows, inputs, attributes);
      const sums = broadcast(operation, a, b);
      const words = (['a', 'b'] as const).flatMap((operand) => {
        const { width, chunks } = binary.sumsOf(sums, operand);
        return chunks > 1 || operand === parameter ? [[`${operand}_sums`, width * chunks]] : [];
      });
      return Object.fromEntries(words);
    },
    keeps: { inputs: readsOperands, output: false },
    passesGradient: operation === 'add',
    forward(recorder, { name, rows, attributes, inputs, output, parameters }) {
      const shapes = inputs.map(({ shape }) => shape);
      const { a, b, parameter } = operandsOf(name, rows, shapes, attributes);
      const slices = slicesOf(inputs[0]!.slice, inputs[1]?.slice ?? parameters[ROLE]!, parameter);
      binary.forward(recorder, operation, { ...slices, y: output.slice }, broadcast(name, a, b));
    },
    backward(recorder, { name, rows, attributes, inputs, parameters, scratch, dOutput: d_y, dInputs, dParameters }) {
      const shapes = inputs.map(({ shape }) => shape);
      const { a, b, parameter } = operandsOf(name, rows, shapes, attributes);
      // What backward does not read may have been overwritten; the gradient stands in for it.
      const slices = readsOperands
        ? slicesOf(inputs[0]!.slice, inputs[1]?.slice ?? parameters[ROLE]!, parameter)
        : { a: d_y, b: d_y };
      const d = slicesOf(dInputs[0], parameter ? dParameters[ROLE] : dInputs[1], parameter);
      for (const operand of ['a', 'b'] as const) {
        const d_operand = d[operand];
        if (!d_operand) continue;
        const sums = scratch[`${operand}_sums`];
        const buffers = { d_y, ...slices, d_operand, ...(sums && { sums }) };
        binary.dOperand(recorder, operation, operand, buffers, broadcast(name, a, b), operand === parameter);
      }
    },
  };
}

function slicesOf<T>(first: T, other: T, parameter: binary.Operand | undefined): Record<binary.Operand, T> {
  return parameter === 'a' ? { a: other, b: first } : { a: first, b: other };
}

/** a + b; a residual connection where both are activations. */
export const add = arithmetic('add');
export const sub = arithmetic('sub');
export const mul = arithmetic('mul');
/** a / b; a divisor within 1e-18 of 0 counts as ±1e-18 (0 as +) and gets no gradient. */
export const div = arithmetic('div');
/**
 * a^b; 0 where it is no real number (a < 0 and b no integer), and between 2^-126 and 2^126 in size. No gradient for a at
 * a = 0 where b < 1, nor for b at a ≤ 0.
 */
export const pow = arithmetic('pow');
