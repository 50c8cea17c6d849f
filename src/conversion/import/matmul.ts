import type { Activation } from './builder.js';
import type { Constant } from './constant.js';
import { type Order, plainOrder } from './layout.js';
import type { NodeCall, Value } from './node-call.js';
import type { Operators } from './operator.js';
import { refuse } from './refusal.js';

/** MatMul with a constant matrix on the right is a dense layer over the last axis; every other one multiplies two tensors. */
function matMul(call: NodeCall): Value {
  const [a, b] = [call.input(0), call.input(1)];
  if (a.kind === 'activation' && b.kind === 'constant' && b.dims.length === 2 && a.shape.length > 0) {
    return dense(call, a, b);
  }
  const rank = Math.max(...[a, b].map((value) => (value.kind === 'activation' ? value.shape.length : 0)));
  const [left, right] = [call.activation(0, rank), call.activation(1, rank)];
  if (call.lead > 0 && (left.shape.length !== right.shape.length || rank < 2)) {
    refuse('multiplies across the batch axis, and each picture must be for itself');
  }
  return product(call, left, right);
}

function dense(call: NodeCall, a: Activation, b: Constant): Activation {
  const rank = a.shape.length;
  const order = a.stored.find((stored) => stored.order.at(-1) === rank - 1)?.order ?? plainOrder(rank);
  const node = call.emit('linear', [call.stored(a, order)], {
    attributes: { outputs: b.dims[1]!, bias: 0 },
    parameters: { weight: call.weight(1, { order: [1, 0] }) },
  });
  return call.result(node, order);
}

/** As in numpy a vector on the left is a row, one on the right a column, and the axis added for it goes again. */
function product(call: NodeCall, left: Activation, right: Activation): Activation {
  const a = matrix(call, left, [1, left.shape[0] ?? 1]);
  const b = matrix(call, right, [right.shape[0] ?? 1, 1]);
  const node = call.emit('matmul', [a.node, b.node], {
    attributes: { transposeA: a.transposed, transposeB: b.transposed },
  });
  const shape = call.scope.builder.shapeOf(node);
  const rows = left.shape.length === 1 ? [] : [shape.at(-2)!];
  const columns = right.shape.length === 1 ? [] : [shape.at(-1)!];
  const kept = [...shape.slice(0, -2), ...rows, ...columns];
  return call.shapedResult(call.reshape(node, kept.length === 0 ? [1] : kept), kept);
}

/** A tensor as it stands if it is plain or its matrices are transposed, else made plain. */
function matrix(call: NodeCall, value: Activation, ofVector: readonly number[]) {
  const rank = value.shape.length;
  if (rank === 1) return { node: call.reshape(call.stored(value, [0]), ofVector), transposed: 0 };
  const plain = plainOrder(rank);
  const swapped: Order = [...plain.slice(0, -2), rank - 1, rank - 2];
  const isSwapped = value.stored.some(({ order }) => order.join() === swapped.join());
  const isPlain = value.stored.some(({ order }) => order.join() === plain.join());
  const transposed = isSwapped && !isPlain;
  return { node: call.stored(value, transposed ? swapped : plain), transposed: transposed ? 1 : 0 };
}

export const matMulOperators: Operators = { MatMul: matMul };
