import type { ResolvedNode } from '../../encoder/graph.js';
import { float, int } from '../../onnx/build.js';
import { numberOf } from '../../ops/attributes.js';
import type { Exporter, Exporters } from './operator.js';
import { unsupported, type Writer } from './writer.js';

const EPSILON = 1e-5;

/** Length below which a row has no direction (see l2_normalize). */
const SHORTEST = 1e-12;

const constant = (writer: Writer, node: ResolvedNode, role: string, dims?: readonly number[]) => {
  const { values, shape } = writer.parameter(node, role);
  return writer.floats(`${node.name}_${role}`, dims ?? shape, values);
};

const epsilonOf = ({ name, attributes }: ResolvedNode) => numberOf(name, attributes, 'epsilon', EPSILON);

/** With the running statistics, as in inference. */
const batchNorm: Exporter = (writer, node) => {
  const roles = ['weight', 'bias', 'mean', 'variance'].map((role) => constant(writer, node, role));
  const inputs = [writer.tensor(node.inputs[0]!, 'first'), ...roles];
  return [writer.emit(node.name, 'BatchNormalization', inputs, { epsilon: float(epsilonOf(node)) }), 'first'];
};

const instanceNorm: Exporter = (writer, node) => {
  const spatial = Number(node.attributes['spatial'] ?? 2);
  if (node.shape.length !== spatial + 1) throw unsupported(node, 'works on rows of several pictures');
  const inputs = [
    writer.tensor(node.inputs[0]!, 'first'),
    ...['weight', 'bias'].map((role) => constant(writer, node, role)),
  ];
  return [writer.emit(node.name, 'InstanceNormalization', inputs, { epsilon: float(epsilonOf(node)) }), 'first'];
};

/** LayerNormalization, or before operator set 17 what it consists of. */
const layerNorm: Exporter = (writer, node) => {
  const { name, attributes } = node;
  const count = Number(attributes['axes'] ?? 1);
  const x = writer.tensor(node.inputs[0]!, 'last');
  const roles = ['weight', 'bias'].map((role) => constant(writer, node, role));
  if (writer.opset >= 17) {
    const settings = { axis: int(-count), epsilon: float(epsilonOf(node)) };
    return [writer.emit(name, 'LayerNormalization', [x, ...roles], settings), 'last'];
  }
  const axes = Array.from({ length: count }, (_, i) => i - count);
  const step = (part: string, op: string, ...inputs: string[]) => writer.emit(`${name}_${part}`, op, inputs);
  const away = step('away', 'Sub', x, writer.reduce(`${name}_mean`, 'ReduceMean', x, axes, true));
  const variance = writer.reduce(`${name}_variance`, 'ReduceMean', step('square', 'Mul', away, away), axes, true);
  const epsilon = writer.scalar(`${name}_epsilon`, epsilonOf(node));
  const deviation = step('deviation', 'Sqrt', step('kept', 'Add', variance, epsilon));
  const scaled = step('scaled', 'Mul', step('normal', 'Div', away, deviation), roles[0]!);
  return [writer.emit(name, 'Add', [scaled, roles[1]!]), 'last'];
};

/** x / max(‖x‖, 1e-12) along an axis of the row. */
const normalise =
  (axisOf: (node: ResolvedNode) => number): Exporter =>
  (writer, node) => {
    const { name, attributes, inputs } = node;
    const x = writer.tensor(inputs[0]!, 'last');
    const op = attributes['p'] === 1 ? 'ReduceL1' : 'ReduceL2';
    const length = writer.reduce(`${name}_length`, op, x, [axisOf(node) + 1], true);
    const kept = writer.clip(`${name}_kept`, length, SHORTEST, Number.POSITIVE_INFINITY);
    return [writer.emit(name, 'Div', [x, kept]), 'last'];
  };

export const normExporters: Exporters = {
  batchNorm,
  instanceNorm,
  layerNorm,
  l2Normalize: normalise(({ shape }) => shape.length - 1),
  lpNormalize: normalise(({ attributes }) => Number(attributes['axis'])),
};
