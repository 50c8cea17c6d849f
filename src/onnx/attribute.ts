import { KinfoldError } from '../errors.js';
import type { OnnxGraph } from './graph.js';
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

const KINDS: ReadonlyMap<number, OnnxAttribute['kind']> = new Map(
  Object.entries(ATTRIBUTE_TYPES).map(([kind, type]) => [type, kind as OnnxAttribute['kind']]),
);

/**
 * Reads an `AttributeProto`; `readSubgraph` reads a graph inside it.
 * @throws `onnx-invalid`, `onnx-unsupported`.
 */
export function readAttribute(
  message: Uint8Array,
  readSubgraph: (message: Uint8Array) => OnnxGraph,
): [string, OnnxAttribute] {
  let name = '';
  let type = 0;
  const values: Field[] = [];
  for (const field of readFields(message, 'onnx-invalid')) {
    if (field.number === 1) name = toText(field);
    else if (field.number === 20) type = toInteger(field);
    else if (field.number === 21)
      throw invalid(`attribute "${name}" takes its value from a caller outside any function`);
    else values.push(field);
  }
  const kind = KINDS.get(type);
  if (!kind) {
    throw new KinfoldError(
      'onnx-unsupported',
      `readOnnx: attribute "${name}" is of type ${type}, which Kinfold does not read; export the model without it`,
    );
  }
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
  if (kind === 'graph') return [name, { kind, value: readSubgraph(part(6)) }];
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
