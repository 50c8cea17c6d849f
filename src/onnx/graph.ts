import { KinfoldError } from '../errors.js';
import { type OnnxAttribute, readAttribute } from './attribute.js';
import type { Limits } from './limits.js';
import { type OnnxTensor, readTensor } from './tensor.js';
import { type OnnxValue, readValue } from './value.js';
import { invalid, readFields, toBytes, toText } from './wire.js';

/** A graph (`GraphProto`): nodes in topological order. */
export interface OnnxGraph {
  readonly name: string;
  readonly doc: string;
  readonly nodes: readonly OnnxNode[];
  readonly initialisers: readonly OnnxTensor[];
  /** What a run has to be given: initialisers that are listed as inputs too are left out. */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Types and shapes that the file states for tensors between inputs and outputs (`value_info`). */
  readonly values: readonly OnnxValue[];
}

/** One operation. An input name of '' is an optional input that is not given. */
export interface OnnxNode {
  readonly name: string;
  readonly op: string;
  /** '' for ONNX's own operators. */
  readonly domain: string;
  /** Which of several functions of one name is meant; nearly always ''. */
  readonly overload: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

/** Subgraphs (of `If`, `Loop`, `Scan`) inside one another. */
const MAX_DEPTH = 8;

/** What reading of one file shares, and how many graphs lie around the one that is read. */
export interface Reading {
  readonly limits: Limits;
  readonly depth: number;
}

/**
 * Reads a `GraphProto`.
 * @throws `onnx-invalid`, `onnx-unsupported`.
 */
export function readGraph(message: Uint8Array, reading: Reading): OnnxGraph {
  if (reading.depth > MAX_DEPTH) throw unsupported(`subgraphs lie more than ${MAX_DEPTH} deep`);
  let name = '';
  let doc = '';
  const nodes: OnnxNode[] = [];
  const initialisers: OnnxTensor[] = [];
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  const values: OnnxValue[] = [];
  for (const field of readFields(message, 'onnx-invalid')) {
    if (ITEMS.has(field.number)) reading.limits.item();
    if (field.number === 1) nodes.push(readNode(toBytes(field), reading));
    else if (field.number === 2) name = toText(field);
    else if (field.number === 5) initialisers.push(readTensor(toBytes(field), reading.limits));
    else if (field.number === 10) doc = toText(field);
    else if (field.number === 11) inputs.push(readValue(toBytes(field)));
    else if (field.number === 12) outputs.push(readValue(toBytes(field)));
    else if (field.number === 13) values.push(readValue(toBytes(field)));
    else if (field.number === 15) throw unsupported('it holds sparse initialisers');
  }
  const constant = new Set(initialisers.map((tensor) => tensor.name));
  const given = inputs.filter((input) => !constant.has(input.name));
  return { name, doc, nodes, initialisers, inputs: given, outputs, values };
}

/** Nodes, initialisers, inputs, outputs, stated shapes. */
const ITEMS = new Set([1, 5, 11, 12, 13]);

function readNode(message: Uint8Array, { limits, depth }: Reading): OnnxNode {
  let name = '';
  let op = '';
  let domain = '';
  let overload = '';
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  const readSubgraph = (graph: Uint8Array) => readGraph(graph, { limits, depth: depth + 1 });
  for (const field of readFields(message, 'onnx-invalid')) {
    if (field.number <= 2) limits.list(1);
    if (field.number === 1) inputs.push(toText(field));
    else if (field.number === 2) outputs.push(toText(field));
    else if (field.number === 3) name = toText(field);
    else if (field.number === 4) op = toText(field);
    else if (field.number === 5) attributes.set(...readAttribute(toBytes(field), limits, readSubgraph));
    else if (field.number === 7) domain = toText(field);
    else if (field.number === 8) overload = toText(field);
  }
  if (op === '') throw invalid(`node "${name}" names no operator`);
  return { name, op, domain: domain === 'ai.onnx' ? '' : domain, overload, inputs, outputs, attributes };
}

function unsupported(what: string): KinfoldError {
  return new KinfoldError(
    'onnx-unsupported',
    `readOnnx: ${what}, which Kinfold does not read; export the model without it`,
  );
}
