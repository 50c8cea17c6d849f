import type { ResolvedNode } from '../../encoder/graph.js';
import { int } from '../../onnx/build.js';
import type { Exporter, Exporters } from './operator.js';
import { requirePicture, windowAttributes } from './products.js';
import { unsupported, type Writer } from './writer.js';

/** @throws KinfoldError `onnx-unsupported` for what pools could not do before operator set 10. */
function ceil(writer: Writer, node: ResolvedNode) {
  if (!node.attributes['ceil']) return {};
  if (writer.opset < 10) throw unsupported(node, `rounds up, and a pool of operator set ${writer.opset} does not`);
  return { ceil_mode: int(1) };
}

const isDilated = ({ attributes }: ResolvedNode) =>
  (attributes['dilations'] as readonly number[] | undefined)?.some((each) => each !== 1) ?? false;

/** @throws KinfoldError `onnx-unsupported` for a dilated pool before the operator set that has them. */
function window(writer: Writer, node: ResolvedNode, since: number) {
  const dilated = isDilated(node);
  if (dilated && writer.opset < since) {
    throw unsupported(node, `is dilated, and operator set ${writer.opset} has no such pool`);
  }
  return { ...windowAttributes(node, dilated), ...ceil(writer, node) };
}

const averagePool: Exporter = (writer, node) => {
  const { name, inputs, attributes } = node;
  requirePicture(node, (attributes['kernel'] as readonly number[]).length);
  const counting = attributes['countPadding'] ? { count_include_pad: int(1) } : {};
  const settings = { ...window(writer, node, 19), ...counting };
  return [writer.emit(name, 'AveragePool', [writer.tensor(inputs[0]!, 'first')], settings), 'first'];
};

const maxPool: Exporter = (writer, node) => {
  const { name, inputs, attributes } = node;
  requirePicture(node, (attributes['kernel'] as readonly number[]).length);
  const x = writer.tensor(inputs[0]!, 'first');
  return [writer.emit(name, 'MaxPool', [x], window(writer, node, 10)), 'first'];
};

const globalPool =
  (op: string): Exporter =>
  (writer, node) => {
    requirePicture(node, Number(node.attributes['spatial'] ?? 2));
    return [writer.emit(node.name, op, [writer.tensor(node.inputs[0]!, 'first')]), 'first'];
  };

export const poolExporters: Exporters = {
  averagePool,
  maxPool,
  globalAveragePool: globalPool('GlobalAveragePool'),
  globalMaxPool: globalPool('GlobalMaxPool'),
};
