import type { NodeCall, Value } from './node-call.js';
import { withOperand } from './operand.js';
import type { Operators } from './operator.js';
import { refuse } from './refusal.js';

/** Y = alpha · A' · B' + beta · C with constant B and C: a dense layer. Alpha and beta are multiplied into the weights. */
function gemm(call: NodeCall): Value {
  const { attributes, lead } = call;
  const transposeA = attributes.integer('transA', 0) !== 0;
  const a = call.activation(0);
  if (a.shape.length !== 2 - lead) refuse(`has an input A with ${a.shape.length + lead} axes, expected two`);
  if (transposeA && lead > 0) refuse('works on the batch axis (transA), and each picture must be for itself');
  const b = call.constant(1);
  if (b.dims.length !== 2) refuse(`has an input B with ${b.dims.length} axes, expected two`);
  const weightOrder = attributes.integer('transB', 0) !== 0 ? [0, 1] : [1, 0];
  const alpha = scaleOf(call, 'alpha');
  const outputs = b.dims[weightOrder[0]!]!;
  const x = call.stored(a, lead > 0 ? [0] : transposeA ? [1, 0] : [0, 1]);
  const c = call.has(2) ? call.constant(2) : undefined;
  const isBias = c !== undefined && c.numbers.length === outputs && c.dims.at(-1) === outputs;
  const beta = c ? scaleOf(call, 'beta') : 1;
  const dense = call.emit('linear', [x], {
    ...(c && !isBias ? { part: 'product' } : {}),
    attributes: { outputs, bias: isBias ? 1 : 0 },
    parameters: {
      weight: call.weight(1, { order: weightOrder, scale: alpha }),
      ...(isBias ? { bias: call.weight(2, { view: [outputs], scale: beta }) } : {}),
    },
  });
  const order = lead > 0 ? [0] : [0, 1];
  if (!c || isBias) return call.result(dense, order);
  const shape = call.scope.builder.shapeOf(dense);
  const product = { kind: 'activation' as const, shape, stored: [{ node: dense, order }] };
  return withOperand(call, 'add', product, 2, { scale: beta });
}

/** Weights are written back divided by it. */
function scaleOf(call: NodeCall, name: string): number {
  const scale = call.attributes.float(name, 1);
  return scale !== 0 && Number.isFinite(scale) ? scale : refuse(`has ${name} ${scale}, expected a number other than 0`);
}

export const gemmOperators: Operators = { Gemm: gemm };
