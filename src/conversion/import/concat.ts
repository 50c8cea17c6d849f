import type { NodeCall, Value } from './node-call.js';
import type { Operators } from './operator.js';
import { refuse } from './refusal.js';

/** All inputs in the order in which the first was made. */
function concat(call: NodeCall): Value {
  const indices = call.node.inputs.map((_, index) => index);
  const values = indices.map((index) => call.input(index));
  const rank = values.find((value) => value.kind === 'activation')?.shape.length;
  const inputs = indices.map((index) => call.activation(index, rank));
  const stated = call.attributes.integer('axis', undefined) ?? refuse('names no axis');
  const axis = call.rowAxis(stated, inputs[0]!.shape.length);
  if (inputs.length === 1) return inputs[0]!;
  const made = values.findIndex((value) => value.kind === 'activation');
  const { order } = inputs[Math.max(made, 0)]!.stored[0]!;
  if (inputs.some(({ shape }) => shape.length !== order.length)) refuse('joins tensors with different numbers of axes');
  const nodes = inputs.map((input) => call.stored(input, order));
  return call.result(call.emit('concat', nodes, { attributes: { axis: order.indexOf(axis) } }), order);
}

export const concatOperators: Operators = { Concat: concat };
