import type { NodeCall, Value } from './node-call.js';
import { withOne, withOperand, withTwo } from './operand.js';
import type { Operator, Operators } from './operator.js';
import { refuse } from './refusal.js';

const binary =
  (op: string): Operator =>
  (call) => {
    const [a, b] = [call.input(0), call.input(1)];
    if (a.kind === 'activation' && b.kind === 'activation') return withTwo(call, op, a, b);
    if (a.kind === 'activation' && b.kind === 'constant') return withOperand(call, op, a, 1);
    if (a.kind === 'constant' && b.kind === 'activation') return withOperand(call, op, b, 0, { isFirst: true });
    return refuse('has constants only; simplify the model first');
  };

/** A constant exponent is no weight. The squares and roots of norms need no logarithm. */
function pow(call: NodeCall): Value {
  const [base, exponent] = [call.input(0), call.input(1)];
  if (base.kind !== 'activation' || exponent.kind !== 'constant') return binary('pow')(call);
  const keepsShape = exponent.numbers.length === 1 && exponent.dims.length <= base.shape.length + call.lead;
  if (keepsShape && exponent.numbers[0] === 2) return withTwo(call, 'mul', base, base);
  if (keepsShape && exponent.numbers[0] === 0.5) return withOne(call, 'sqrt', base);
  return withOperand(call, 'pow', base, 1, { frozen: true });
}

export const arithmeticOperators: Operators = {
  Add: binary('add'),
  Sub: binary('sub'),
  Mul: binary('mul'),
  Div: binary('div'),
  Pow: pow,
};
