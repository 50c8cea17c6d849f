import type { OnnxType } from '../tensor.js';
import { arrange, broadcast, type Fact, isFollowed, isInteger, type Side, UNKNOWN, valueAt } from './fact.js';
import type { Call, Rule } from './rule.js';

type Numbers = (a: number, b: number) => number;

/** A result as the type holds it; '?' where an integer would overflow. */
export function hold(type: OnnxType | undefined, value: number): Side {
  if (type === 'float32') return Math.fround(value);
  if (type === 'bool') return Number.isNaN(value) ? UNKNOWN : Number(value !== 0);
  const fits = type === 'int32' ? value === (value | 0) : Number.isSafeInteger(value);
  // Minus zero is no integer.
  return fits ? value + 0 : UNKNOWN;
}

/** Whether every input's elements are known, or their names. */
const isKnown = (facts: readonly Fact[]): boolean => facts.every(({ values, type }) => values && isFollowed(type));

function compute(call: Call, shape: readonly Side[] | undefined, at: (...values: Side[]) => Side): Side[] | undefined {
  const facts = call.all;
  if (!isKnown(facts)) return undefined;
  return arrange(shape, (index) => at(...facts.map((fact) => exactAt(fact, index))));
}

/** An integer beyond ±2⁵³ has been rounded, so nothing is computed with it. */
function exactAt(fact: Fact, index: readonly number[]): Side {
  const value = valueAt(fact, index);
  return isInteger(fact.type) && typeof value === 'number' && !Number.isSafeInteger(value) ? UNKNOWN : value;
}

/** An element-wise operator of two inputs. `neutral`: the right operand that leaves a left operand as it is. */
function binary(apply: Numbers, neutral?: number, isCommutative = false): Rule {
  return (call) => {
    const type = call.input(0).type ?? call.input(1).type;
    const shape = broadcast(call.all.map((fact) => fact.shape));
    const values = compute(call, shape, (a, b) => {
      if (typeof a === 'number' && typeof b === 'number') return hold(type, apply(a, b));
      if (b === neutral) return a!;
      return isCommutative && a === neutral ? b! : UNKNOWN;
    });
    return { type, shape, values };
  };
}

const compare =
  (apply: (a: number, b: number) => boolean): Rule =>
  (call) => {
    const shape = broadcast(call.all.map((fact) => fact.shape));
    const values = compute(call, shape, (a, b) =>
      typeof a === 'number' && typeof b === 'number' ? Number(apply(a, b)) : UNKNOWN,
    );
    return { type: 'bool', shape, values };
  };

/** Shape and type are those of the first input; `apply` must round correctly, so that folding changes no bit. */
const unary =
  (apply?: (value: number) => number): Rule =>
  (call) => {
    const { type, shape } = call.input(0);
    if (!apply || call.count !== 1) return { type, shape };
    const values = compute(call, shape, (value) => (typeof value === 'number' ? hold(type, apply(value)) : UNKNOWN));
    return { type, shape, values };
  };

const wide: Rule = (call) => ({ type: call.input(0).type, shape: broadcast(call.all.map((fact) => fact.shape)) });

const where: Rule = (call) => {
  const { type } = call.input(1);
  const shape = broadcast(call.all.map((fact) => fact.shape));
  const values = compute(call, shape, (condition, yes, no) =>
    typeof condition === 'number' ? (condition ? yes! : no!) : yes === no ? yes! : UNKNOWN,
  );
  return { type, shape, values };
};

const divide: Rule = (call) => {
  const integers = isInteger(call.input(0).type);
  // ONNX leaves a division of integers by zero open.
  return binary((a, b) => (integers ? (b === 0 ? Number.NaN : Math.trunc(a / b)) : a / b), 1)(call);
};

/** Shape and type stay: activations, and what works within a row. */
const KEEP =
  'Relu LeakyRelu Elu Selu Celu ThresholdedRelu Sigmoid HardSigmoid HardSwish Tanh Softplus Softsign Gelu Mish Exp Log Sin Cos Tan Erf ' +
  'Round Sign Clip Softmax LogSoftmax LpNormalization BatchNormalization InstanceNormalization GroupNormalization LRN ' +
  'LayerNormalization';

export const ELEMENTWISE: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(KEEP.split(' ').map((op) => [op, unary()])),
  Add: binary((a, b) => a + b, 0, true),
  Sub: binary((a, b) => a - b, 0),
  Mul: binary((a, b) => a * b, 1, true),
  Div: divide,
  Neg: unary((value) => -value),
  Abs: unary(Math.abs),
  Floor: unary(Math.floor),
  Ceil: unary(Math.ceil),
  Sqrt: unary(Math.sqrt),
  Reciprocal: unary((value) => 1 / value),
  Not: (call) => ({ ...unary((value) => 1 - value)(call), type: 'bool' }),
  Equal: compare((a, b) => a === b),
  Greater: compare((a, b) => a > b),
  Less: compare((a, b) => a < b),
  GreaterOrEqual: compare((a, b) => a >= b),
  LessOrEqual: compare((a, b) => a <= b),
  And: compare((a, b) => a !== 0 && b !== 0),
  Or: compare((a, b) => a !== 0 || b !== 0),
  Where: where,
  Pow: wide,
  Mod: wide,
  Min: wide,
  Max: wide,
  Sum: wide,
  Mean: wide,
  // The slope is broadcast towards the data, never the other way.
  PRelu: unary(),
};
