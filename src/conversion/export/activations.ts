import { float } from '../../onnx/build.js';
import { numberOf } from '../../ops/attributes.js';
import type { Attributes, Shape } from '../../ops/node.js';
import type { Exporter, Exporters } from './operator.js';
import type { Order, Writer } from './writer.js';

/** Writes y = f(x) for the ONNX tensor `x` and returns that of y. */
type Formula = (writer: Writer, wanted: string, x: string, attributes: Attributes) => string;

const plain =
  (op: string): Formula =>
  (writer, wanted, x) =>
    writer.emit(wanted, op, [x]);

/** With attributes of our names and defaults that ONNX has too. */
const withFloats =
  (op: string, defaults: Readonly<Record<string, number>>): Formula =>
  (writer, wanted, x, attributes) => {
    const entries = Object.entries(defaults).map(([key, value]) => [
      key,
      float(numberOf(wanted, attributes, key, value)),
    ]);
    return writer.emit(wanted, op, [x], Object.fromEntries(entries));
  };

/** The ones that newer operator sets have, written with what all have. */
const hardSwish: Formula = (writer, wanted, x) => {
  const gate = writer.emit(`${wanted}_gate`, 'HardSigmoid', [x], { alpha: float(1 / 6), beta: float(0.5) });
  return writer.emit(wanted, 'Mul', [x, gate]);
};

const mish: Formula = (writer, wanted, x) => {
  const soft = writer.emit(`${wanted}_soft`, 'Softplus', [x]);
  return writer.emit(wanted, 'Mul', [x, writer.emit(`${wanted}_gate`, 'Tanh', [soft])]);
};

/** x/2 · (1 + g), with g = erf(x / √2) or its approximation tanh(√(2/π) · (x + 0.044715 · x³)). */
const gelu: Formula = (writer, wanted, x, attributes) => {
  const scalar = (name: string, value: number) => writer.scalar(`${wanted}_${name}`, value);
  const times = (name: string, a: string, b: string) => writer.emit(`${wanted}_${name}`, 'Mul', [a, b]);
  const plus = (name: string, a: string, b: string) => writer.emit(`${wanted}_${name}`, 'Add', [a, b]);
  let g: string;
  if (attributes['approximate'] === 'tanh') {
    const cubed = times('cube', times('square', x, x), x);
    const inner = plus('inner', x, times('cubic', cubed, scalar('weight', 0.044715)));
    g = writer.emit(`${wanted}_g`, 'Tanh', [times('scaled', inner, scalar('scale', Math.sqrt(2 / Math.PI)))]);
  } else g = writer.emit(`${wanted}_g`, 'Erf', [times('scaled', x, scalar('scale', Math.SQRT1_2))]);
  const half = times('half', x, scalar('point5', 0.5));
  return writer.emit(wanted, 'Mul', [half, plus('gate', g, scalar('one', 1))]);
};

const formulas: Readonly<Record<string, Formula>> = {
  relu: plain('Relu'),
  leakyRelu: withFloats('LeakyRelu', { alpha: 0.01 }),
  clip: (writer, wanted, x, { low, high }) =>
    writer.clip(wanted, x, Number(low ?? Number.NEGATIVE_INFINITY), Number(high ?? Number.POSITIVE_INFINITY)),
  elu: withFloats('Elu', { alpha: 1 }),
  selu: withFloats('Selu', { alpha: 1.6732632423543772, gamma: 1.0507009873554805 }),
  sigmoid: plain('Sigmoid'),
  hardSigmoid: withFloats('HardSigmoid', { alpha: 0.2, beta: 0.5 }),
  hardSwish,
  tanh: plain('Tanh'),
  softplus: plain('Softplus'),
  gelu,
  mish,
  sqrt: plain('Sqrt'),
  exp: plain('Exp'),
  log: plain('Log'),
  neg: plain('Neg'),
  abs: plain('Abs'),
  reciprocal: plain('Reciprocal'),
};

/** PRelu with a slope a channel, for a tensor of this row shape. */
export function prelu(
  writer: Writer,
  wanted: string,
  x: string,
  slope: Float32Array,
  shape: Shape,
  order: Order,
): string {
  const dims = order === 'last' ? [slope.length] : [slope.length, ...shape.slice(1).map(() => 1)];
  return writer.emit(wanted, 'PRelu', [x, writer.floats(`${wanted}_slope`, dims, slope)]);
}

/** The activation that a product applies to what it stores. */
export function fusedActivation(
  writer: Writer,
  wanted: string,
  x: string,
  attributes: Attributes,
  slope: () => Float32Array,
  shape: Shape,
  order: Order,
): string {
  const { activation = 'none' } = attributes;
  if (activation === 'none') return x;
  if (activation === 'prelu') return prelu(writer, wanted, x, slope(), shape, order);
  return formulas[String(activation)]!(writer, wanted, x, attributes);
}

const elementWise =
  (formula: Formula): Exporter =>
  (writer, { name, inputs: [input], attributes }) => {
    const order = writer.orderOf(input!);
    return [formula(writer, name, writer.tensor(input!, order), attributes), order];
  };

export const activationExporters: Exporters = {
  ...Object.fromEntries(Object.entries(formulas).map(([op, formula]) => [op, elementWise(formula)])),
  prelu: (writer, node) => {
    const order = writer.orderOf(node.inputs[0]!);
    const slope = writer.parameter(node, 'slope').values;
    return [prelu(writer, node.name, writer.tensor(node.inputs[0]!, order), slope, node.shape, order), order];
  },
};
