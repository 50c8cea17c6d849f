import type { Attributes } from '../../ops/node.js';
import type { Activation } from './builder.js';
import type { Order } from './layout.js';
import type { NodeCall, Value } from './node-call.js';
import { rowOf, withOne, withOperand, withTwo } from './operand.js';
import type { Operator, Operators } from './operator.js';

/** The largest finite float32: a bound that is not given. */
const MAX_FLOAT32 = (2 - 2 ** -23) * 2 ** 127;

const unary =
  (op: string, attributes: (call: NodeCall) => Attributes = () => ({})): Operator =>
  (call) =>
    withOne(call, op, call.activation(0), { attributes: attributes(call) });

/** The float attributes of these names, with ONNX's defaults. */
const floats =
  (defaults: Readonly<Record<string, number>>) =>
  ({ attributes }: NodeCall): Attributes =>
    Object.fromEntries(Object.entries(defaults).map(([name, fallback]) => [name, attributes.float(name, fallback)]));

/** Bounds are attributes (below opset 11) or inputs; either may be missing. */
function clip(call: NodeCall): Value {
  const bound = (index: number, name: string, fallback: number) => {
    const value = call.has(index) ? call.scalar(index) : call.attributes.float(name, fallback);
    return Math.min(Math.max(value, -MAX_FLOAT32), MAX_FLOAT32);
  };
  const low = bound(1, 'min', -MAX_FLOAT32);
  const high = bound(2, 'max', MAX_FLOAT32);
  const x = call.activation(0);
  return low === 0 && high === MAX_FLOAT32
    ? withOne(call, 'relu', x)
    : withOne(call, 'clip', x, { attributes: { low, high } });
}

/** One slope for each index of the axis that is stored last; channels are put there. Other slopes are made of simpler ops. */
function prelu(call: NodeCall): Value {
  const x = call.activation(0);
  const slope = call.constant(1);
  const dims = rowOf(call, slope.dims, x.shape.length);
  const order = orderForSlope(call, x, dims);
  if (order) {
    const parameters = { slope: call.weight(1, { view: [slope.numbers.length] }) };
    return call.shapedResult(call.emit('prelu', [call.stored(x, order)], { parameters }), x.shape, order);
  }
  // prelu(x) = relu(x) − slope · relu(−x)
  const above = withOne(call, 'relu', x, { part: 'above' });
  const below = withOne(call, 'relu', withOne(call, 'neg', x, { part: 'negated' }), { part: 'below' });
  const scaled = withOperand(call, 'mul', below, 1, { frozen: false, part: 'scaled' });
  return withTwo(call, 'sub', above, scaled);
}

/** The order in which the only axis that slopes of the shape `dims` differ along stands last, if there is one. */
function orderForSlope(call: NodeCall, x: Activation, dims: readonly number[]): Order | undefined {
  const rank = x.shape.length;
  const axes = dims.flatMap((side, axis) => (side === 1 ? [] : [axis + rank - dims.length]));
  const orders = [x.stored[0]!.order, ...(rank > 1 ? [call.channelsLast(x)] : [])];
  return orders.find(
    (order) => axes.length === 1 && order.at(-1) === axes[0] && x.shape[axes[0]!] === dims.at(axes[0]! - rank),
  );
}

/** ONNX calls the choice `none` or `tanh`, as we do. */
const gelu = ({ attributes }: NodeCall): Attributes => ({ approximate: attributes.text('approximate', 'none') });

export const activationOperators: Operators = {
  Relu: unary('relu'),
  LeakyRelu: unary('leakyRelu', floats({ alpha: 0.01 })),
  PRelu: prelu,
  Clip: clip,
  Elu: unary('elu', floats({ alpha: 1 })),
  Selu: unary('selu', floats({ alpha: 1.6732632423543772, gamma: 1.0507009873554805 })),
  Sigmoid: unary('sigmoid'),
  HardSigmoid: unary('hardSigmoid', floats({ alpha: 0.2, beta: 0.5 })),
  HardSwish: unary('hardSwish'),
  Tanh: unary('tanh'),
  Softplus: unary('softplus'),
  Gelu: unary('gelu', gelu),
  Mish: unary('mish'),
  Sqrt: unary('sqrt'),
  Exp: unary('exp'),
  Log: unary('log'),
  Neg: unary('neg'),
  Abs: unary('abs'),
  Reciprocal: unary('reciprocal'),
};
