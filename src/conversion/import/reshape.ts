import { elements, type Shape } from '../../ops/node.js';
import type { Activation } from './builder.js';
import { isPermutation, plainOrder, withAxes, withoutAxes } from './layout.js';
import type { NodeCall, Value } from './node-call.js';
import type { Operators } from './operator.js';
import { refuse } from './refusal.js';

/** `x` under another shape: its words must stand in ONNX's order first. */
function reshaped(call: NodeCall, x: Activation, shape: Shape): Activation {
  if (elements(shape) !== elements(x.shape)) {
    refuse(`makes [${shape.join(', ')}] of [${x.shape.join(', ')}], which has another number of elements`);
  }
  const plain = call.stored(x, plainOrder(x.shape.length));
  return call.shapedResult(call.reshape(plain, shape.length === 0 ? [1] : shape), shape);
}

/** The axes before `axis` become one, and so do those from it on. */
function flatten(call: NodeCall): Value {
  const x = call.activation(0);
  const whole = x.shape.length + call.lead;
  const stated = call.attributes.integer('axis', 1);
  const axis = stated < 0 ? stated + whole : stated;
  if (!(axis >= 0 && axis <= whole)) refuse(`names the axis ${stated} of a tensor with ${whole} axes`);
  const before = x.shape.slice(0, Math.max(axis - call.lead, 0));
  if (call.lead > 0 && (axis === 0 || elements(before) !== 1)) {
    refuse('puts other axes into the batch axis, and each picture must be for itself');
  }
  const after = elements(x.shape) / elements(before);
  return reshaped(call, x, call.lead > 0 ? [after] : [elements(before), after]);
}

/** 0 takes the input's side (unless `allowzero`), −1 what is left. The batch may be written as 0, as −1 or as the 1 of a fixed batch. */
function reshape(call: NodeCall): Value {
  const x = call.activation(0);
  const zeroCopies = call.attributes.integer('allowzero', 0) === 0;
  const stated = call.integers(1);
  const target = stated.slice(call.lead);
  if (call.lead > 0 && ![0, -1, 1].includes(stated[0]!)) {
    refuse(`fixes the batch to ${stated[0]}; free it first, or export the model with a free batch`);
  }
  const sides = target.map((side, axis) => (side === 0 && zeroCopies ? (x.shape[axis] ?? 0) : side));
  const known = sides.filter((side) => side !== -1);
  if (known.some((side) => side < 1) || known.length < sides.length - 1) refuse(`has the shape [${stated.join(', ')}]`);
  return reshaped(
    call,
    x,
    sides.map((side) => (side === -1 ? elements(x.shape) / elements(known) : side)),
  );
}

/** Axes of one element go; their places in memory do not matter. */
function squeeze(call: NodeCall): Value {
  const x = call.activation(0);
  const given = call.has(1) ? call.integers(1) : call.attributes.integers('axes', undefined);
  const ones = plainOrder(x.shape.length).filter((axis) => x.shape[axis] === 1);
  if (!given && call.lead > 0) refuse('squeezes every axis of one element, maybe the batch too; name the axes');
  const axes = given ? call.rowAxes(given, x.shape.length) : ones;
  if (axes.some((axis) => x.shape[axis] !== 1)) refuse(`squeezes an axis of [${x.shape.join(', ')}] that is not 1`);
  return resized(
    call,
    x,
    x.shape.filter((_, axis) => !axes.includes(axis)),
    (order) => withoutAxes(order, axes),
  );
}

function unsqueeze(call: NodeCall): Value {
  const x = call.activation(0);
  const given = call.has(1) ? call.integers(1) : call.attributes.integers('axes', []);
  const rank = x.shape.length + given.length;
  const axes = call.rowAxes(given, rank);
  const rest = [...x.shape];
  const shape = plainOrder(rank).map((axis) => (axes.includes(axis) ? 1 : rest.shift()!));
  return resized(call, x, shape, (order) => withAxes(order, axes));
}

/** Another shape without a transpose: only axes of one element come or go. */
function resized(call: NodeCall, x: Activation, shape: Shape, change: (order: readonly number[]) => readonly number[]) {
  const stored = x.stored[0]!;
  const order = change(stored.order);
  const node = call.reshape(stored.node, order.length === 0 ? [1] : order.map((axis) => shape[axis]!));
  return call.shapedResult(node, shape, order);
}

/** Nothing is moved until somebody asks for an order. */
function transpose(call: NodeCall): Value {
  const x = call.activation(0);
  const whole = x.shape.length + call.lead;
  const stated = call.attributes.integers('perm', plainOrder(whole).toReversed());
  if (!isPermutation(stated, whole)) refuse(`permutes ${whole} axes by [${stated.join(', ')}]`);
  if (call.lead > 0 && stated[0] !== 0) refuse('moves the batch axis, and each picture must be for itself');
  const permutation = stated.slice(call.lead).map((axis) => axis - call.lead);
  return {
    kind: 'activation',
    shape: permutation.map((axis) => x.shape[axis]!),
    stored: x.stored.map(({ node, order }) => ({ node, order: order.map((axis) => permutation.indexOf(axis)) })),
  };
}

export const reshapeOperators: Operators = {
  Flatten: flatten,
  Reshape: reshape,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
};
