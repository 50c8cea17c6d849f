import { float, int, ints, text } from '../../onnx/build.js';
import { numberOf } from '../../ops/attributes.js';
import type { Attributes } from '../../ops/node.js';
import type { Exporter, Exporters } from './operator.js';
import { unsupported } from './writer.js';

const list = (attributes: Attributes, key: string) => attributes[key] as readonly number[];

const transpose: Exporter = (writer, { name, inputs, attributes }) => {
  const perm = [0, ...list(attributes, 'permutation').map((axis) => axis + 1)];
  return [writer.emit(name, 'Transpose', [writer.tensor(inputs[0]!, 'last')], { perm: ints(...perm) }), 'last'];
};

const reshape: Exporter = (writer, { name, inputs, shape }) => [
  writer.reshape(name, writer.tensor(inputs[0]!, 'last'), shape),
  'last',
];

const concat: Exporter = (writer, { name, inputs, attributes }) => {
  const tensors = inputs.map((input) => writer.tensor(input, 'last'));
  return [writer.emit(name, 'Concat', tensors, { axis: int(numberOf(name, attributes, 'axis') + 1) }), 'last'];
};

/** Beyond the first element backwards: ONNX takes an end before it only if it is very far before. */
const BEFORE_ALL = -(2 ** 31);

/** The bounds of Slice and of Pad were attributes once. */
const slice: Exporter = (writer, node) => {
  const { name, inputs, attributes } = node;
  const x = writer.tensor(inputs[0]!, 'last');
  const [starts, sizes, steps] = ['starts', 'sizes', 'steps'].map((key) => list(attributes, key));
  const ends = starts!.map((start, axis) => {
    const end = start + sizes![axis]! * steps![axis]!;
    return end < 0 ? BEFORE_ALL : end;
  });
  const axes = starts!.map((_, axis) => axis + 1);
  if (writer.opset < 10) {
    if (steps!.some((step) => step !== 1)) {
      throw unsupported(node, `has steps, and operator set ${writer.opset} has none`);
    }
    const bounds = { starts: ints(...starts!), ends: ints(...ends), axes: ints(...axes) };
    return [writer.emit(name, 'Slice', [x], bounds), 'last'];
  }
  const parts = { starts: starts!, ends, axes, steps: steps! };
  const names = Object.entries(parts).map(([part, values]) => writer.integers(`${name}_${part}`, values));
  return [writer.emit(name, 'Slice', [x, ...names]), 'last'];
};

const pad: Exporter = (writer, { name, inputs, attributes, shape }) => {
  const x = writer.tensor(inputs[0]!, 'last');
  const own = list(attributes, 'pads');
  const pads = [0, ...own.slice(0, shape.length), 0, ...own.slice(shape.length)];
  const value = numberOf(name, attributes, 'value', 0);
  const mode = text(String(attributes['mode'] ?? 'constant'));
  if (writer.opset < 11) {
    return [writer.emit(name, 'Pad', [x], { pads: ints(...pads), value: float(value), mode }), 'last'];
  }
  const amounts = [writer.integers(`${name}_pads`, pads), writer.scalar(`${name}_value`, value)];
  return [writer.emit(name, 'Pad', [x, ...amounts], { mode }), 'last'];
};

const softmax: Exporter = (writer, node) => {
  const { name, inputs, attributes, shape } = node;
  const axis = numberOf(name, attributes, 'axis');
  // Before operator set 13 Softmax ran over all axes from this one on.
  if (writer.opset < 13 && axis !== shape.length - 1) throw unsupported(node, 'is not over the last axis');
  return [writer.emit(name, 'Softmax', [writer.tensor(inputs[0]!, 'last')], { axis: int(axis + 1) }), 'last'];
};

const reduction =
  (op: string): Exporter =>
  (writer, { name, inputs, attributes }) => {
    const axes = list(attributes, 'axes').map((axis) => axis + 1);
    const keepDims = numberOf(name, attributes, 'keepDims', 1) !== 0;
    return [writer.reduce(name, op, writer.tensor(inputs[0]!, 'last'), axes, keepDims), 'last'];
  };

const parameter: Exporter = (writer, node) => {
  const { values, shape } = writer.parameter(node, 'value');
  return [writer.repeat(node.name, values, shape), 'last'];
};

export const movementExporters: Exporters = {
  transpose,
  reshape,
  concat,
  slice,
  pad,
  parameter,
  softmax,
  reduceMean: reduction('ReduceMean'),
  reduceSum: reduction('ReduceSum'),
  reduceL2: reduction('ReduceL2'),
};
