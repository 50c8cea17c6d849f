import type { Exporter, Exporters } from './operator.js';
import type { Writer } from './writer.js';

/** The tensor of an input so that it broadcasts against rows of `rank` axes: ONNX has the batch in front. */
function wide(writer: Writer, name: string, input: string, rank: number): string {
  const shape = writer.shapeOf(input);
  const tensor = writer.tensor(input, 'last');
  if (shape.length === rank) return tensor;
  return writer.reshape(name, tensor, [...Array<number>(rank - shape.length).fill(1), ...shape]);
}

const binary =
  (op: string): Exporter =>
  (writer, node) => {
    const { name, inputs, inputShapes, attributes, shape } = node;
    const [a, b] = inputs;
    if (b !== undefined) {
      const same = inputShapes[0]!.join() === inputShapes[1]!.join();
      const order = same && inputs.some((input) => writer.orderOf(input) === 'first') ? 'first' : 'last';
      const operands = inputs.map((input, i) =>
        order === 'first' ? writer.tensor(input, order) : wide(writer, `${name}_${i}`, input, shape.length),
      );
      return [writer.emit(name, op, operands), order];
    }
    const operand = writer.parameter(node, 'operand');
    const held = writer.orderOf(a!);
    const rank = inputShapes[0]!.length;
    // In channels-first order a vector over the channels stands in front of the other axes; anything larger is moved back.
    const perChannel = operand.shape.length <= 1 && (operand.shape[0] ?? 1) === operand.values.length;
    const order = held === 'first' && perChannel && rank >= operand.shape.length ? 'first' : 'last';
    const dims =
      order === 'first' && operand.shape.length === 1
        ? [operand.values.length, ...Array<number>(rank - 1).fill(1)]
        : operand.shape;
    const x = order === 'first' ? writer.tensor(a!, order) : wide(writer, `${name}_x`, a!, shape.length);
    const constant = writer.floats(`${name}_operand`, dims, operand.values);
    return [writer.emit(name, op, attributes['operandFirst'] ? [constant, x] : [x, constant]), order];
  };

export const arithmeticExporters: Exporters = {
  add: binary('Add'),
  sub: binary('Sub'),
  mul: binary('Mul'),
  div: binary('Div'),
  pow: binary('Pow'),
};
