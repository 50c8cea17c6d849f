import type { NodeCall, Value } from './node-call.js';
import { withOne } from './operand.js';
import type { Operators } from './operator.js';
import { refuse } from './refusal.js';

/** `TensorProto.DataType`. */
const FLOAT32 = 1;

/** Training drops, inference passes on. The ratio is an attribute or, from opset 12 on, an input. */
function dropout(call: NodeCall): Value {
  const ratio = call.has(1) ? call.scalar(1) : call.attributes.float('ratio', 0.5);
  const x = call.activation(0);
  if (ratio === 0) return x;
  if (call.has(2) && call.scalar(2) !== 0) refuse('drops while the model is used (training_mode)');
  // Another seed for every node, or layers of one shape would drop the same elements.
  return withOne(call, 'dropout', x, { attributes: { ratio, seed: call.scope.builder.count } });
}

/** What reaches a network is float32; exporters make sure of it once more. */
function cast(call: NodeCall): Value {
  const to = call.attributes.integer('to', undefined);
  return to === FLOAT32 ? call.activation(0) : refuse('makes something else than float32 of a tensor of the network');
}

export const passOperators: Operators = {
  Identity: (call) => call.input(0),
  Cast: cast,
  Dropout: dropout,
};
