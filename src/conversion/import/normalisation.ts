import { elements, type Shape } from '../../ops/node.js';
import type { Reader } from '../imported.js';
import type { Weight } from './builder.js';
import { plainOrder } from './layout.js';
import type { NodeCall, Value } from './node-call.js';
import { rowOf } from './operand.js';
import type { Operators } from './operator.js';
import { refuse } from './refusal.js';

const EPSILON = 1e-5;

function batchNormalization(call: NodeCall): Value {
  if (call.attributes.integer('training_mode', 0) !== 0) {
    refuse('takes the statistics of the batch (training_mode); export the model for inference');
  }
  const x = call.activation(0);
  const order = call.channelsLast(x);
  const channels = x.shape[1 - call.lead]!;
  const parameters = Object.fromEntries(
    ['weight', 'bias', 'mean', 'variance'].map((role, i) => [role, call.weight(i + 1, { view: [channels] })]),
  );
  const attributes = {
    epsilon: call.attributes.float('epsilon', EPSILON),
    momentum: call.attributes.float('momentum', 0.9),
  };
  return call.shapedResult(call.emit('batchNorm', [call.stored(x, order)], { attributes, parameters }), x.shape, order);
}

function instanceNormalization(call: NodeCall): Value {
  const x = call.activation(0);
  const order = call.channelsLast(x);
  const channels = x.shape[1 - call.lead]!;
  const parameters = { weight: call.weight(1, { view: [channels] }), bias: call.weight(2, { view: [channels] }) };
  const attributes = {
    epsilon: call.attributes.float('epsilon', EPSILON),
    spatial: x.shape.length - 2 + call.lead,
  };
  return call.shapedResult(
    call.emit('instanceNorm', [call.stored(x, order)], { attributes, parameters }),
    x.shape,
    order,
  );
}

/** Over all axes from `axis` on, which must be the last ones in memory too. */
function layerNormalization(call: NodeCall): Value {
  const x = call.activation(0);
  const rank = x.shape.length;
  const axis = call.rowAxis(call.attributes.integer('axis', -1), rank);
  const tail = x.shape.slice(axis);
  const weightOf = (index: number): Weight => {
    const constant = call.constant(index);
    const dims = rowOf(call, constant.dims, rank);
    const first = dims.length - tail.length;
    if (first < 0 || dims.slice(first).join() !== tail.join()) {
      refuse(`scales by the shape [${constant.dims.join(', ')}], expected [${tail.join(', ')}], what it averages over`);
    }
    return call.weight(index, { view: tail });
  };
  const parameters = {
    weight: weightOf(1),
    bias: call.has(2) ? weightOf(2) : zeros(call.reader(2), tail),
  };
  const attributes = { epsilon: call.attributes.float('epsilon', EPSILON), axes: tail.length };
  const input = call.stored(x, plainOrder(rank));
  return call.shapedResult(call.emit('layerNorm', [input], { attributes, parameters }), x.shape);
}

/** What an input that is left out stands for. */
function zeros(reader: Reader, shape: Shape): Weight {
  return { values: new Float32Array(elements(shape)), shape, origin: { reader } };
}

/** A norm of 0 gives 0: there is no epsilon. */
function lpNormalization(call: NodeCall): Value {
  const x = call.activation(0);
  const { node, order } = x.stored[0]!;
  const axis = order.indexOf(call.rowAxis(call.attributes.integer('axis', -1), x.shape.length));
  const attributes = { axis, p: call.attributes.integer('p', 2) };
  return call.shapedResult(call.emit('lpNormalize', [node], { attributes }), x.shape, order);
}

export const normalisationOperators: Operators = {
  BatchNormalization: batchNormalization,
  InstanceNormalization: instanceNormalization,
  LayerNormalization: layerNormalization,
  LpNormalization: lpNormalization,
};
