import { type Attributes, elements, type Shape } from '../../ops/node.js';
import type { Activation } from './builder.js';
import { type Order, onnxShape, plainOrder, sameWords, storedShape, withoutLeadingOnes } from './layout.js';
import type { NodeCall } from './node-call.js';
import { refuse } from './refusal.js';

/** A shape with ones in front up to `rank` axes, as numpy's broadcasting sees it. */
function widened(shape: Shape, rank: number): Shape {
  return [...Array<number>(rank - shape.length).fill(1), ...shape];
}

function widenedOrder(order: Order, rank: number): Order {
  const added = rank - order.length;
  return [...plainOrder(added), ...order.map((axis) => axis + added)];
}

export interface OperandOptions {
  /** Multiplied into the constant. Default 1. */
  readonly scale?: number;
  /** The constant is the left operand. Default false. */
  readonly isFirst?: boolean;
  /** The constant is no weight. Default: where it is a single number. */
  readonly frozen?: boolean;
  /** Names the node where an ONNX node becomes several. */
  readonly part?: string;
}

/** `op` of an activation and the constant that is input `input`, which becomes the node's parameter `operand`, permuted to the activation's order. */
export function withOperand(
  call: NodeCall,
  op: string,
  activation: Activation,
  input: number,
  { scale = 1, isFirst = false, frozen, part = '' }: OperandOptions = {},
): Activation {
  const constant = call.constant(input);
  const dims = rowOf(call, constant.dims, activation.shape.length);
  const rank = Math.max(dims.length, activation.shape.length);
  const stored = activation.stored[0]!;
  const order = widenedOrder(stored.order, rank);
  const whole = call.weight(input, { view: widened(dims, rank), order, scale });
  const operand = { ...whole, shape: withoutLeadingOnes(whole.shape) };
  const node = call.emit(op, [stored.node], {
    attributes: { operandShape: operand.shape, operandFirst: isFirst ? 1 : 0 },
    parameters: { operand },
    frozen: frozen ?? constant.numbers.length === 1,
    part,
  });
  return broadcast(call, node, order);
}

/** `op` of two activations. Where their orders differ, the smaller one is converted. */
export function withTwo(call: NodeCall, op: string, a: Activation, b: Activation): Activation {
  if (call.lead > 0 && a.shape.length !== b.shape.length) {
    refuse('broadcasts across the batch axis, and each picture must be for itself');
  }
  const rank = Math.max(a.shape.length, b.shape.length);
  const [large, small] = elements(b.shape) > elements(a.shape) ? [b, a] : [a, b];
  const order = widenedOrder(commonOrder(large, small), rank);
  const node = call.emit(op, [aligned(call, a, order), aligned(call, b, order)]);
  return broadcast(call, node, order);
}

/** `op` of one activation, in the order in which it is stored, which it keeps. */
export function withOne(
  call: NodeCall,
  op: string,
  activation: Activation,
  { attributes = {}, part = '' }: { readonly attributes?: Attributes; readonly part?: string } = {},
): Activation {
  const { node, order } = activation.stored[0]!;
  return { ...activation, stored: [{ node: call.emit(op, [node], { attributes, part }), order }] };
}

/** The order that both have already, if there is one; else how the large one was made. */
function commonOrder(large: Activation, small: Activation): Order {
  const both = large.stored.find(({ order }) =>
    small.stored.some(
      (other) => large.shape.length === small.shape.length && sameWords(small.shape, order, other.order),
    ),
  );
  return (both ?? large.stored[0]!).order;
}

/** The node that stores `activation` so that it broadcasts, from the last axis on, against a tensor in `order`. */
function aligned(call: NodeCall, activation: Activation, order: Order): string {
  const { shape } = activation;
  const added = order.length - shape.length;
  const own = order.filter((axis) => axis >= added).map((axis) => axis - added);
  const node = call.stored(activation, own);
  const wanted = withoutLeadingOnes(storedShape(widened(shape, order.length), order));
  const got = withoutLeadingOnes(call.scope.builder.shapeOf(node));
  return got.join() === wanted.join() ? node : call.reshape(node, wanted);
}

/** Leading axes can have got lost on the way: all operands had a one there. */
function broadcast(call: NodeCall, node: string, order: Order): Activation {
  const sides = call.scope.builder.shapeOf(node);
  if (order.length === 0) return { kind: 'activation', shape: [], stored: [{ node, order }] };
  const wide = widened(sides, order.length);
  return { kind: 'activation', shape: onnxShape(wide, order), stored: [{ node: call.reshape(node, wide), order }] };
}

/** The shape of a constant beside rows of `rank` axes: without the batch axis, which it must not fill. */
export function rowOf(call: NodeCall, dims: readonly number[], rank: number): Shape {
  const over = dims.length - rank;
  if (call.lead === 0 || over <= 0) return dims;
  if (over > 1 || dims[0] !== 1) {
    refuse(
      `has a constant of the shape [${dims.join(', ')}] across the batch axis, and each picture must be for itself`,
    );
  }
  return dims.slice(1);
}
