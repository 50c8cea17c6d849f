import type { ResolvedNode } from '../../encoder/graph.js';
import { int } from '../../onnx/build.js';
import type { Exporter, Exporters } from './operator.js';
import { requirePicture, windowAttributes } from './products.js';
import { unsupported } from './writer.js';

const ceil = ({ attributes }: ResolvedNode) => (attributes['ceil'] ? { ceil_mode: int(1) } : {});

const averagePool: Exporter = (writer, node) => {
  const { name, inputs, attributes } = node;
  requirePicture(node, (attributes['kernel'] as readonly number[]).length);
  const dilated = (attributes['dilations'] as readonly number[] | undefined)?.some((each) => each !== 1) ?? false;
  if (dilated && writer.opset < 19)
    throw unsupported(node, `is dilated, and operator set ${writer.opset} has no such pool`);
  const counting = attributes['countPadding'] ? { count_include_pad: int(1) } : {};
  const settings = { ...windowAttributes(node, dilated), ...ceil(node), ...counting };
  return [writer.emit(name, 'AveragePool', [writer.tensor(inputs[0]!, 'first')], settings), 'first'];
};

const maxPool: Exporter = (writer, node) => {
  const { name, inputs, attributes } = node;
  requirePicture(node, (attributes['kernel'] as readonly number[]).length);
  const settings = { ...windowAttributes(node), ...ceil(node) };
  return [writer.emit(name, 'MaxPool', [writer.tensor(inputs[0]!, 'first')], settings), 'first'];
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
