import { checkOnnx } from './check.js';
import { type OnnxGraph, readGraph } from './graph.js';
import { Limits } from './limits.js';
import { invalid, readFields, toBytes, toInteger, toText, truncated } from './wire.js';

/**
 * An ONNX model (`ModelProto`). Not kept, because nothing that is computed depends on them: training information, quantisation
 * annotations, and the documentation and metadata of single nodes and tensors.
 */
export interface OnnxModel {
  readonly irVersion: number;
  /** The program that wrote it, and its version. */
  readonly producer: string;
  readonly producerVersion: string;
  /** Namespace and version of the model itself. */
  readonly domain: string;
  readonly version: number;
  readonly doc: string;
  readonly metadata: ReadonlyMap<string, string>;
  /** Version of each operator set by its domain; '' is ONNX's own. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly graph: OnnxGraph;
  /** The model's own functions (`FunctionProto`), as they stand in the file: they are not read. */
  readonly functions: readonly Uint8Array[];
}

/** The bytes that can begin a model: tags (field · 8 + wire type) of the fields 1 to 8 and 14 of `ModelProto`. */
const FIRST_BYTES = new Set([0x08, 0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42, 0x72]);

/**
 * Reads an ONNX file. Tensors are views of `bytes`, so keep `bytes` unchanged while the model is in use.
 * @throws `onnx-invalid` (no ONNX model, or a graph that contradicts itself), `onnx-truncated` (ends too early), `onnx-unsupported` (external
 * data, strings, sparse tensors, an operator set before 9 or after 26, a file that would unpack to more than twice its size).
 */
export function readOnnx(bytes: Uint8Array): OnnxModel {
  if (bytes.length === 0) throw truncated('it is empty');
  if (!FIRST_BYTES.has(bytes[0]!)) throw invalid('its first bytes are of another format');
  const texts = new Map<number, string>();
  const integers = new Map<number, number>();
  const opsets = new Map<string, number>();
  const metadata = new Map<string, string>();
  const functions: Uint8Array[] = [];
  const limits = new Limits(bytes.length);
  let graph: Uint8Array | undefined;
  for (const field of readFields(bytes, 'onnx-truncated')) {
    if (field.number === 1 || field.number === 5) integers.set(field.number, toInteger(field));
    else if (TEXTS.has(field.number)) texts.set(field.number, toText(field));
    else if (field.number === 7) graph = toBytes(field);
    else if (field.number === 8) opsets.set(...readOpset(toBytes(field)));
    else if (field.number === 14) metadata.set(...readEntry(toBytes(field)));
    else if (field.number === 25) {
      limits.item();
      functions.push(toBytes(field));
    }
  }
  const irVersion = integers.get(1) ?? 0;
  if (!graph) throw truncated('it ends before the graph');
  if (irVersion < 1) throw invalid('it states no IR version');
  if (opsets.size === 0) throw truncated('it ends before the operator sets');
  const model = {
    irVersion,
    producer: texts.get(2) ?? '',
    producerVersion: texts.get(3) ?? '',
    domain: texts.get(4) ?? '',
    version: integers.get(5) ?? 0,
    doc: texts.get(6) ?? '',
    metadata,
    opsets,
    graph: readGraph(graph, { limits, depth: 0 }),
    functions,
  };
  checkOnnx(model, 'readOnnx');
  return model;
}

/** producer_name, producer_version, domain, doc_string. */
const TEXTS = new Set([2, 3, 4, 6]);

function readOpset(message: Uint8Array): [domain: string, version: number] {
  let domain = '';
  let version = 0;
  for (const field of readFields(message, 'onnx-invalid')) {
    if (field.number === 1) domain = toText(field);
    else if (field.number === 2) version = toInteger(field);
  }
  // `ai.onnx` is the long name of the default domain.
  return [domain === 'ai.onnx' ? '' : domain, version];
}

function readEntry(message: Uint8Array): [key: string, value: string] {
  const texts = ['', ''];
  for (const field of readFields(message, 'onnx-invalid')) {
    if (field.number === 1 || field.number === 2) texts[field.number - 1] = toText(field);
  }
  return texts as [string, string];
}
