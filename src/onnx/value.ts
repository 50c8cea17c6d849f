import { Limits } from './limits.js';
import { type OnnxType, typeName } from './tensor.js';
import { type Field, readFields, toBytes, toInteger, toText } from './wire.js';

/** An input or output: a side is a number, a name where it is free, '?' where nothing is said. No shape: undefined. */
export interface OnnxValue {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape?: readonly (number | string)[];
  /** The `TypeProto` of what is no tensor (a sequence, a map), as it stands in the file; its `type` is 'undefined'. */
  readonly other?: Uint8Array;
}

/** Reads a `ValueInfoProto`. */
export function readValue(message: Uint8Array): OnnxValue {
  let name = '';
  let other: Uint8Array | undefined;
  let tensor: Uint8Array | undefined;
  for (const field of readFields(message, 'onnx-invalid')) {
    if (field.number === 1) name = toText(field);
    else if (field.number === 2) {
      other = toBytes(field);
      for (const kind of readFields(other, 'onnx-invalid')) if (kind.number === 1) tensor = toBytes(kind);
    }
  }
  if (!tensor) return other ? { name, type: 'undefined', other } : { name, type: 'undefined' };
  let type: OnnxType = 'undefined';
  let shape: (number | string)[] | undefined;
  for (const field of readFields(tensor, 'onnx-invalid')) {
    if (field.number === 1) type = typeName(toInteger(field));
    else if (field.number === 2) shape = readShape(toBytes(field));
  }
  return shape ? { name, type, shape } : { name, type };
}

function readShape(message: Uint8Array): (number | string)[] {
  const shape: (number | string)[] = [];
  for (const field of readFields(message, 'onnx-invalid')) {
    shape.push(readSide(field));
    Limits.rank(shape.length);
  }
  return shape;
}

function readSide(dimension: Field): number | string {
  for (const field of readFields(toBytes(dimension), 'onnx-invalid')) {
    if (field.number === 1 && toInteger(field) > 0) return toInteger(field);
    if (field.number === 2) return toText(field) || '?';
  }
  return '?';
}
