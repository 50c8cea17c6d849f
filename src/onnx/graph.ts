import { KinfoldError } from '../errors.js';
import { type OnnxTensor, readTensor } from './tensor.js';
import { type OnnxValue, readValue } from './value.js';
import { type Field, invalid, readFields, toBytes, toFixed, toFloat, toInteger, toText, toVarints } from './wire.js';

/** A graph (`GraphProto`): nodes in topological order. */
export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initialisers: readonly OnnxTensor[];
  /** What a run has to be given: initialisers that are listed as inputs too are left out. */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

/** One operation. An input name of '' is an optional input that is not given. */
export interface OnnxNode {
  readonly name: string;
  readonly op: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

/** An attribute's value. Integers beyond ±2⁵³ are rounded to the nearest number. */
export type OnnxAttribute =
  | { readonly kind: 'float' | 'int'; readonly value: number }
  | { readonly kind: 'floats' | 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly kind: 'tensor'; readonly value: OnnxTensor }
  | { readonly kind: 'graph'; readonly value: OnnxGraph };

/** Subgraphs (of `If`, `Loop`, `Scan`) inside one another. */
const MAX_DEPTH = 8;

/**
 * Reads a `GraphProto`. `depth` counts the graphs around it.
 * @throws `onnx-invalid`, `onnx-unsupported`.
 */
export function readGraph(message: Uint8Array, depth = 0): OnnxGraph {
  if (depth > MAX_DEPTH) throw unsupported(`subgraphs lie more than ${MAX_DEPTH} deep`);
  let name = '';
  const nodes: OnnxNode[] = [];
  const initialisers: OnnxTensor[] = [];
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  for (const field of readFields(message, 'onnx-invalid')) {
    if (field.number === 1) nodes.push(readNode(toBytes(field), depth));
    else if (field.number === 2) name = toText(field);
    else if (field.number === 5) initialisers.push(readTensor(toBytes(field)));
    else if (field.number === 11) inputs.push(readValue(toBytes(field)));
    else if (field.number === 12) outputs.push(readValue(toBytes(field)));
    else if (field.number === 15) throw unsupported('it holds sparse initialisers');
  }
  const constant = new Set(initialisers.map((tensor) => tensor.name));
  return { name, nodes, initialisers, inputs: inputs.filter((input) => !constant.has(input.name)), outputs };
}

function readNode(message: Uint8Array, depth: number): OnnxNode {
  let name = '';
  let op = '';
  let domain = '';
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  for (const field of readFields(message, 'onnx-invalid')) {
    if (field.number === 1) inputs.push(toText(field));
    else if (field.number === 2) outputs.push(toText(field));
    else if (field.number === 3) name = toText(field);
    else if (field.number === 4) op = toText(field);
    else if (field.number === 5) {
      const [key, attribute] = readAttribute(toBytes(field), depth);
      if (attribute) attributes.set(key, attribute);
    } else if (field.number === 7) domain = toText(field);
  }
  if (op === '') throw invalid(`node "${name}" names no operator`);
  return { name, op, domain: domain === 'ai.onnx' ? '' : domain, inputs, outputs, attributes };
}

/** The kinds that `AttributeProto.type` numbers; the ones left out are told by the refusal below. */
const KINDS = new Map<number, OnnxAttribute['kind']>([
  [1, 'float'],
  [2, 'int'],
  [3, 'string'],
  [4, 'tensor'],
  [5, 'graph'],
  [6, 'floats'],
  [7, 'ints'],
  [8, 'strings'],
]);

function readAttribute(message: Uint8Array, depth: number): [string, OnnxAttribute | undefined] {
  let name = '';
  let type = 0;
  const values: Field[] = [];
  for (const field of readFields(message, 'onnx-invalid')) {
    if (field.number === 1) name = toText(field);
    else if (field.number === 20) type = toInteger(field);
    // Inside a model's own function: the value comes from the caller, so there is none here.
    else if (field.number === 21) return [name, undefined];
    else values.push(field);
  }
  const kind = KINDS.get(type);
  if (!kind) throw unsupported(`attribute "${name}" is of type ${type}`);
  const all = (number: number) => values.filter((field) => field.number === number);
  const last = (number: number) => all(number).at(-1);
  const part = (number: number) => {
    const field = last(number);
    if (!field) throw invalid(`attribute "${name}" has no ${kind}`);
    return toBytes(field);
  };
  if (kind === 'float') return [name, { kind, value: last(2) ? toFloat(last(2)!) : 0 }];
  if (kind === 'int') return [name, { kind, value: last(3) ? toInteger(last(3)!) : 0 }];
  if (kind === 'string') return [name, { kind, value: last(4) ? toText(last(4)!) : '' }];
  if (kind === 'tensor') return [name, { kind, value: readTensor(part(5)) }];
  if (kind === 'graph') return [name, { kind, value: readGraph(part(6), depth + 1) }];
  if (kind === 'floats') return [name, { kind, value: all(7).flatMap(floats) }];
  if (kind === 'ints') return [name, { kind, value: all(8).flatMap(integers) }];
  return [name, { kind: 'strings', value: all(9).map(toText) }];
}

const integers = (field: Field) => Array.from(toVarints(field), (value) => Number(BigInt.asIntN(64, value)));

function floats(field: Field): number[] {
  const bytes = toFixed(field, 5);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 4 }, (_, index) => view.getFloat32(4 * index, true));
}

function unsupported(what: string): KinfoldError {
  return new KinfoldError(
    'onnx-unsupported',
    `readOnnx: ${what}, which Kinfold does not read; export the model without it`,
  );
}
