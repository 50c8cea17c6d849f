import { type OnnxGraph, readGraph } from './graph.js';
import { invalid, readFields, toBytes, toInteger, toText, truncated } from './wire.js';

/** An ONNX model (`ModelProto`). */
export interface OnnxModel {
  readonly irVersion: number;
  /** Name and version of the program that wrote it. */
  readonly producer: string;
  /** Version of each operator set by its domain; '' is ONNX's own. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly graph: OnnxGraph;
}

/** The bytes that can begin a model: tags (field · 8 + wire type) of the fields 1 to 8 and 14 of `ModelProto`. */
const FIRST_BYTES = new Set([0x08, 0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42, 0x72]);

/**
 * Reads an ONNX file. Tensors are views of `bytes`, so keep `bytes` unchanged while the model is in use.
 * @throws `onnx-invalid` (no ONNX model), `onnx-truncated` (ends too early), `onnx-unsupported` (external data, strings, sparse tensors).
 */
export function readOnnx(bytes: Uint8Array): OnnxModel {
  if (bytes.length === 0) throw truncated('it is empty');
  if (!FIRST_BYTES.has(bytes[0]!)) throw invalid('its first bytes are of another format');
  let irVersion = 0;
  const producer: string[] = [];
  const opsets = new Map<string, number>();
  let graph: Uint8Array | undefined;
  for (const field of readFields(bytes, 'onnx-truncated')) {
    if (field.number === 1) irVersion = toInteger(field);
    else if (field.number === 2 || field.number === 3) producer.push(toText(field));
    else if (field.number === 7) graph = toBytes(field);
    else if (field.number === 8) {
      const { domain, version } = readOpset(toBytes(field));
      opsets.set(domain, version);
    }
  }
  if (!graph) throw truncated('it ends before the graph');
  if (irVersion < 1) throw invalid('it states no IR version');
  if (opsets.size === 0) throw truncated('it ends before the operator sets');
  return { irVersion, producer: producer.filter(Boolean).join(' '), opsets, graph: readGraph(graph) };
}

function readOpset(message: Uint8Array): { domain: string; version: number } {
  let domain = '';
  let version = 0;
  for (const field of readFields(message, 'onnx-invalid')) {
    if (field.number === 1) domain = toText(field);
    else if (field.number === 2) version = toInteger(field);
  }
  // `ai.onnx` is the long name of the default domain.
  return { domain: domain === 'ai.onnx' ? '' : domain, version };
}
