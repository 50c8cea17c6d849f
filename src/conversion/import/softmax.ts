import { elements } from '../../ops/node.js';
import { plainOrder } from './layout.js';
import type { NodeCall, Value } from './node-call.js';
import { withOne } from './operand.js';
import type { Operators } from './operator.js';

/** From opset 13 on over one axis, the last by default; before, over all axes from `axis` (1) on as if they were one. */
function softmax(call: NodeCall): Value {
  const x = call.activation(0);
  const rank = x.shape.length;
  const axis = call.rowAxis(call.attributes.integer('axis', call.opset < 13 ? 1 : -1), rank);
  const tail = x.shape.slice(axis);
  if (call.opset >= 13 || elements(tail) === tail[0]) {
    const stored = x.stored[0]!.order.indexOf(axis);
    return withOne(call, 'softmax', x, { attributes: { axis: stored } });
  }
  const flat = call.reshape(call.stored(x, plainOrder(rank)), [...x.shape.slice(0, axis), elements(tail)]);
  const node = call.emit('softmax', [flat], { attributes: { axis } });
  return call.shapedResult(call.reshape(node, x.shape), x.shape);
}

export const softmaxOperators: Operators = { Softmax: softmax };
