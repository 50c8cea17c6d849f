import { KinfoldError } from '../errors.js';
import type { OnnxGraph } from './graph.js';
import type { Limits } from './limits.js';
import { type OnnxTensor, readTensor } from './tensor.js';
import { type Field, invalid, readFields, toBytes, toFixed, toFloat, toInteger, toText, toVarints } from './wire.js';

/** An attribute's value. Integers beyond ±2⁵³ are rounded to the nearest number. */
export type OnnxAttribute =
  | { readonly kind: 'float' | 'int'; readonly value: number }
  | { readonly kind: 'floats' | 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly kind: 'tensor'; readonly value: OnnxTensor }
  | { readonly kind: 'graph'; readonly value: OnnxGraph };

/** The numbers of `AttributeProto.AttributeType`; the kinds left out are refused when they are read. */
export const ATTRIBUTE_TYPES = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
} as const satisfies Record<OnnxAttribute['kind'], number>;

/** The field of `AttributeProto` that holds the value of each kind. */
export const VALUE_FIELDS = {
  float: 2,
  int: 3,
  string: 4,
  tensor: 5,
  graph: 6,
  floats: 7,
  ints: 8,
  strings: 9,
} as const satisfies Record<OnnxAttribute['kind'], number>;

const KINDS: ReadonlyMap<number, OnnxAttribute['kind']> = new Map(
  Object.entries(ATTRIBUTE_TYPES).map(([kind, type]) => [type, kind as OnnxAttribute['kind']]),
);

/**
 * Reads an `AttributeProto`; `readSubgraph` reads a graph inside it.
 * @throws `onnx-invalid`, `onnx-unsupported`.
 */
export function readAttribute(
  message: Uint8Array,
  limits: Limits,
  readSubgraph: (message: Uint8Array) => OnnxGraph,
): [string, OnnxAttribute] {
  let name = '';
  let type = 0;
  const single = new Map<number, Field>();
  for (const field of readFields(message, 'onnx-invalid')) {
    if (field.number === 1) name = toText(field);
    else if (field.number === 20) type = toInteger(field);
    else if (field.number === 21) {
      throw invalid(`attribute "${name}" takes its value from a caller outside any function`);
    } else single.set(field.number, field);
  }
  const kind = KINDS.get(type);
  if (!kind) {
    throw new KinfoldError(
      'onnx-unsupported',
      `readOnnx: attribute "${name}" is of type ${type}, which Kinfold does not read; export the model without it`,
    );
  }
  const field = single.get(VALUE_FIELDS[kind]);
  const part = () => {
    if (!field) throw invalid(`attribute "${name}" has no ${kind}`);
    return toBytes(field);
  };
  if (kind === 'float') return [name, { kind, value: field ? toFloat(field) : 0 }];
  if (kind === 'int') return [name, { kind, value: field ? toInteger(field) : 0 }];
  if (kind === 'string') return [name, { kind, value: field ? toText(field) : '' }];
  if (kind === 'tensor') return [name, { kind, value: readTensor(part(), limits) }];
  if (kind === 'graph') return [name, { kind, value: readSubgraph(part()) }];
  if (kind === 'floats') return [name, { kind, value: list(message, kind, limits, floats) }];
  if (kind === 'ints') return [name, { kind, value: list(message, kind, limits, integers) }];
  return [name, { kind, value: list(message, kind, limits, (one) => [toText(one)]) }];
}

/** The elements of a repeated field, packed or one by one. */
function list<T>(
  message: Uint8Array,
  kind: OnnxAttribute['kind'],
  limits: Limits,
  elements: (field: Field) => Iterable<T>,
): T[] {
  const values: T[] = [];
  for (const field of readFields(message, 'onnx-invalid')) {
    if (field.number !== VALUE_FIELDS[kind]) continue;
    for (const element of elements(field)) {
      limits.list(1);
      values.push(element);
    }
  }
  return values;
}

function* integers(field: Field): Generator<number> {
  for (const value of toVarints(field)) yield Number(BigInt.asIntN(64, value));
}

function* floats(field: Field): Generator<number> {
  const bytes = toFixed(field, 5);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; at += 4) yield view.getFloat32(at, true);
}
