import { KinfoldError } from '../errors.js';
import { ATTRIBUTE_TYPES, type OnnxAttribute, VALUE_FIELDS } from './attribute.js';
import { checkOnnx } from './check.js';
import type { OnnxGraph, OnnxNode } from './graph.js';
import { titleOf } from './names.js';
import type { OnnxModel } from './read.js';
import { type OnnxTensor, tensorBytes, typeCode } from './tensor.js';
import type { OnnxValue } from './value.js';
import { Message } from './wire-writer.js';

/** The largest message that protobuf's readers accept. */
const MAX_BYTES = 2 ** 31 - 1;

/** From this version of the format on, an initialiser need not be listed as an input too. */
const IR_WITH_PLAIN_INITIALISERS = 4;

/**
 * Writes an ONNX file. Equal models give equal bytes: fields stand in the order of their numbers, lists in their own order.
 * What {@link readOnnx} reads of the result equals `model`, but for two things: an IR version below 4 is raised to 4, and tensors hold
 * raw bytes whatever way the file packed them.
 * @throws `onnx-invalid` and `onnx-unsupported` for a graph that {@link readOnnx} would refuse; `limit-exceeded` above 2 GiB, protobuf's limit; `argument-invalid` for an integer that is none; `shape-mismatch` for a
 *   tensor whose bytes do not fill its shape.
 */
export function writeOnnx(model: OnnxModel): Uint8Array<ArrayBuffer> {
  checkOnnx(model, 'writeOnnx');
  const message = new Message()
    .integer(1, Math.max(model.irVersion, IR_WITH_PLAIN_INITIALISERS))
    .text(2, model.producer)
    .text(3, model.producerVersion)
    .text(4, model.domain);
  if (model.version !== 0) message.integer(5, model.version);
  message.text(6, model.doc).message(7, graphMessage(model.graph));
  for (const [domain, version] of model.opsets) message.message(8, new Message().text(1, domain).integer(2, version));
  for (const [key, value] of model.metadata) message.message(14, new Message().text(1, key).text(2, value));
  for (const body of model.functions) message.bytes(25, body);
  if (message.length > MAX_BYTES) {
    throw new KinfoldError(
      'limit-exceeded',
      `writeOnnx: got a model of ${message.length} bytes, expected at most ${MAX_BYTES}, protobuf's limit; split the model`,
    );
  }
  return message.finish();
}

function graphMessage(graph: OnnxGraph): Message {
  const message = new Message();
  for (const node of graph.nodes) message.message(1, nodeMessage(node));
  message.text(2, graph.name);
  for (const tensor of graph.initialisers) message.message(5, tensorMessage(tensor));
  message.text(10, graph.doc);
  for (const value of graph.inputs) message.message(11, valueMessage(value));
  for (const value of graph.outputs) message.message(12, valueMessage(value));
  for (const value of graph.values) message.message(13, valueMessage(value));
  return message;
}

function nodeMessage(node: OnnxNode): Message {
  const message = new Message();
  for (const input of node.inputs) message.element(1, input);
  for (const output of node.outputs) message.element(2, output);
  message.text(3, node.name).text(4, node.op);
  for (const [name, attribute] of node.attributes) message.message(5, attributeMessage(node, name, attribute));
  return message.text(7, node.domain).text(8, node.overload);
}

function attributeMessage(node: OnnxNode, name: string, attribute: OnnxAttribute): Message {
  const message = new Message().text(1, name);
  const { kind, value } = attribute;
  const integers = kind === 'int' ? [value] : kind === 'ints' ? value : [];
  const broken = integers.find((integer) => !Number.isInteger(integer));
  if (broken !== undefined) {
    throw new KinfoldError(
      'argument-invalid',
      `writeOnnx: attribute ${name} of ${titleOf(node)}: got ${broken}, expected an integer; correct the node`,
    );
  }
  const field = VALUE_FIELDS[kind];
  if (kind === 'float') message.float(field, value);
  else if (kind === 'int') message.integer(field, value);
  else if (kind === 'string') message.element(field, value);
  else if (kind === 'tensor') message.message(field, tensorMessage(value));
  else if (kind === 'graph') message.message(field, graphMessage(value));
  else if (kind === 'floats') message.floats(field, value);
  else if (kind === 'ints') message.integers(field, value);
  else if (kind === 'strings') for (const text of value) message.element(field, text);
  return message.integer(20, ATTRIBUTE_TYPES[kind]);
}

function tensorMessage({ name, dims, type, data }: OnnxTensor): Message {
  const expected = tensorBytes(type, dims);
  if (data.length !== expected) {
    throw new KinfoldError(
      'shape-mismatch',
      `writeOnnx: tensor "${name}" of ${type} [${dims.join(', ')}]: got ${data.length} bytes, expected ${expected}; correct its shape`,
    );
  }
  return new Message().integers(1, dims).integer(2, typeCode(type)).text(8, name).bytes(9, data);
}

function valueMessage({ name, type, shape, other }: OnnxValue): Message {
  const message = new Message().text(1, name);
  if (other) return message.bytes(2, other);
  if (type === 'undefined') return message;
  const tensor = new Message().integer(1, typeCode(type));
  if (shape) {
    const sides = new Message();
    for (const side of shape) sides.message(1, sideMessage(side));
    tensor.message(2, sides);
  }
  return message.message(2, new Message().message(1, tensor));
}

function sideMessage(side: number | string): Message {
  const message = new Message();
  if (typeof side === 'number') return message.integer(1, side);
  return side === '?' ? message : message.text(2, side);
}
