import type { Activation } from './builder.js';
import type { NodeCall } from './node-call.js';
import type { Operator, Operators } from './operator.js';
import { refuse } from './refusal.js';
import { windowAttributes } from './window.js';

function emitPool(call: NodeCall, x: Activation, op: string, attributes: Readonly<Record<string, number>>): Activation {
  const order = call.channelsLast(x);
  const kernel = call.attributes.integers('kernel_shape', undefined) ?? refuse('has no kernel_shape');
  const node = call.emit(op, [call.stored(x, order)], {
    attributes: {
      ...windowAttributes(call, kernel, x.shape.slice(2 - call.lead)),
      ceil: call.attributes.integer('ceil_mode', 0),
      ...attributes,
    },
  });
  return call.result(node, order);
}

const averagePool: Operator = (call) =>
  emitPool(call, call.activation(0), 'averagePool', {
    countPadding: call.attributes.integer('count_include_pad', 0),
  });

const maxPool: Operator = (call) => emitPool(call, call.activation(0), 'maxPool', {});

const globalPool =
  (op: string): Operator =>
  (call) => {
    const x = call.activation(0);
    const order = call.channelsLast(x);
    const spatial = x.shape.length - 2 + call.lead;
    return call.result(call.emit(op, [call.stored(x, order)], { attributes: { spatial } }), order);
  };

export const poolOperators: Operators = {
  AveragePool: averagePool,
  MaxPool: maxPool,
  GlobalAveragePool: globalPool('globalAveragePool'),
  GlobalMaxPool: globalPool('globalMaxPool'),
};
