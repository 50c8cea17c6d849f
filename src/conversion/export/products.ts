import type { ResolvedNode } from '../../encoder/graph.js';
import { int, ints } from '../../onnx/build.js';
import { permute } from '../import/layout.js';
import { fusedActivation } from './activations.js';
import type { Exporter, Exporters } from './operator.js';
import { type Order, unsupported, type Writer } from './writer.js';

function activated(writer: Writer, node: ResolvedNode, product: string, order: Order): readonly [string, Order] {
  const slope = () => writer.parameter(node, 'slope').values;
  return [fusedActivation(writer, `${node.name}_activated`, product, node.attributes, slope, node.shape, order), order];
}

function biasOf(writer: Writer, node: ResolvedNode): string[] {
  if (!node.parameters.some(({ role }) => role === 'bias')) return [];
  const { values, shape } = writer.parameter(node, 'bias');
  return [writer.floats(`${node.name}_bias`, shape, values)];
}

/** A dense layer: Gemm of flat rows, else MatMul and Add. */
const linear: Exporter = (writer, node) => {
  const [input] = node.inputs;
  const x = writer.tensor(input!, 'last');
  const { values, shape } = writer.parameter(node, 'weight');
  const bias = biasOf(writer, node);
  // Gemm could not go without a bias once.
  if (node.shape.length === 1 && (bias.length > 0 || writer.opset >= 11)) {
    const weight = writer.floats(`${node.name}_weight`, shape, values);
    const product = writer.emit(node.name, 'Gemm', [x, weight, ...bias], { transB: int(1) });
    return activated(writer, node, product, 'last');
  }
  const weight = writer.floats(`${node.name}_weight`, [...shape].reverse(), permute(values, shape, [1, 0]));
  const product = writer.emit(node.name, 'MatMul', [x, weight]);
  const sum = bias.length > 0 ? writer.emit(`${node.name}_sum`, 'Add', [product, ...bias]) : product;
  return activated(writer, node, sum, 'last');
};

/** Window attributes of convolutions and pools, those that the node states. */
export function windowAttributes({ attributes }: ResolvedNode, dilations = true) {
  const list = (key: string) => attributes[key] as readonly number[] | undefined;
  const stated = (name: string, key: string) => {
    const values = list(key);
    return values ? { [name]: ints(...values) } : {};
  };
  return {
    ...stated('kernel_shape', 'kernel'),
    ...stated('strides', 'strides'),
    ...stated('pads', 'pads'),
    ...(dilations ? stated('dilations', 'dilations') : {}),
  };
}

/** True if the row has no axes in front of height, width and channels (or length and channels). */
export function requirePicture(node: ResolvedNode, spatial: number): void {
  if (node.inputShapes[0]!.length !== spatial + 1) throw unsupported(node, 'works on rows of several pictures');
}

const convolution =
  (groups: (node: ResolvedNode) => number, order: (spatial: number) => number[], depthwise: boolean): Exporter =>
  (writer, node) => {
    const { values, shape } = writer.parameter(node, 'weight');
    const spatial = (node.attributes['kernel'] as readonly number[]).length;
    requirePicture(node, spatial);
    const moved = order(spatial);
    const sides = moved.map((axis) => shape[axis]!);
    const dims = depthwise ? [sides[0]!, 1, ...sides.slice(1)] : sides;
    const weight = writer.floats(`${node.name}_weight`, dims, permute(values, shape, moved));
    const inputs = [writer.tensor(node.inputs[0]!, 'first'), weight, ...biasOf(writer, node)];
    const product = writer.emit(node.name, 'Conv', inputs, { ...windowAttributes(node), group: int(groups(node)) });
    return activated(writer, node, product, 'first');
  };

const axes = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);

const matmul: Exporter = (writer, node) => {
  const rank = node.shape.length;
  const [a, b] = node.inputs.map((input, i) => {
    const side = i === 0 ? 'transposeA' : 'transposeB';
    const own = writer.shapeOf(input);
    let tensor = writer.tensor(input, 'last');
    // Batch axes broadcast from the right, and ONNX has the batch in front of them.
    if (own.length < rank) {
      const wide = [...axes(0, rank - own.length).map(() => 1), ...own];
      tensor = writer.reshape(`${node.name}_${i}`, tensor, wide);
    }
    if (!node.attributes[side]) return tensor;
    const perm = [...axes(0, rank - 1), rank, rank - 1];
    return writer.emit(`${node.name}_${side}`, 'Transpose', [tensor], { perm: ints(...perm) });
  });
  return [writer.emit(node.name, 'MatMul', [a!, b!]), 'last'];
};

export const productExporters: Exporters = {
  linear,
  conv: convolution(
    ({ attributes }) => Number(attributes['groups'] ?? 1),
    (spatial) => [0, spatial + 1, ...axes(1, spatial)],
    false,
  ),
  depthwiseConv: convolution(
    ({ inputShapes }) => inputShapes[0]!.at(-1)!,
    (spatial) => [spatial, ...axes(0, spatial)],
    true,
  ),
  matmul,
};
