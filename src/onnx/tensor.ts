import { KinfoldError } from '../errors.js';
import { type Field, invalid, readFields, toBytes, toFixed, toInteger, toText, toVarints } from './wire.js';

/** The element types of ONNX in the order of `TensorProto.DataType`, with the bits of one element. */
const TYPES = [
  ['undefined', 0],
  ['float32', 32],
  ['uint8', 8],
  ['int8', 8],
  ['uint16', 16],
  ['int16', 16],
  ['int32', 32],
  ['int64', 64],
  ['string', 0],
  ['bool', 8],
  ['float16', 16],
  ['float64', 64],
  ['uint32', 32],
  ['uint64', 64],
  ['complex64', 64],
  ['complex128', 128],
  ['bfloat16', 16],
  ['float8e4m3fn', 8],
  ['float8e4m3fnuz', 8],
  ['float8e5m2', 8],
  ['float8e5m2fnuz', 8],
  ['uint4', 4],
  ['int4', 4],
] as const;

/** An element type of ONNX. */
export type OnnxType = (typeof TYPES)[number][0];

/** A constant tensor: an initialiser, or the value of an attribute. */
export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: OnnxType;
  /** The elements, row-major and little-endian: a view of the file, or a copy where the file packs them as varints. */
  readonly data: Uint8Array;
}

/** The name of an element type. @throws `onnx-unsupported` for one that is not known here. */
export function typeName(code: number): OnnxType {
  const type = TYPES[code];
  if (!type)
    throw new KinfoldError('onnx-unsupported', `readOnnx: element type ${code} is not known; convert the model`);
  return type[0];
}

/** The number that the format gives an element type. */
export function typeCode(type: OnnxType): number {
  return TYPES.findIndex(([name]) => name === type);
}

/** Bytes that a tensor takes; NaN for a shape or a type that none has. Two elements of four bits share a byte. */
export function tensorBytes(type: OnnxType, dims: readonly number[]): number {
  const bits = TYPES[typeCode(type)]![1] || Number.NaN;
  const count = dims.reduce((product, dim) => product * (Number.isInteger(dim) && dim >= 0 ? dim : Number.NaN), 1);
  return Math.ceil((count * bits) / 8);
}

/**
 * Reads a `TensorProto`.
 * @throws `onnx-invalid` if the data do not fit the shape; `onnx-unsupported` for external data, strings and segments.
 */
export function readTensor(message: Uint8Array): OnnxTensor {
  let name = '';
  let code = 0;
  let external = false;
  const dims: number[] = [];
  const stored: Field[] = [];
  for (const field of readFields(message, 'onnx-invalid')) {
    if (field.number === 1) for (const dim of toVarints(field)) dims.push(Number(BigInt.asIntN(64, dim)));
    else if (field.number === 2) code = toInteger(field);
    else if (field.number === 8) name = toText(field);
    else if (field.number === 13) external = true;
    else if (field.number === 14) external ||= toInteger(field) === 1;
    else if (field.number === 3) throw unsupported(name, 'is stored in segments');
    else if (DATA_FIELDS.has(field.number)) stored.push(field);
  }
  const type = typeName(code);
  if (external) throw unsupported(name, 'lies in a file beside the model (external data)');
  if (type === 'string') throw unsupported(name, 'holds strings');
  const bits = TYPES[code]![1];
  if (bits === 0) throw invalid(`tensor "${name}" has no element type`);
  const data = concatenate(stored.map((field) => elementBytes(field, bits)));
  const expected = tensorBytes(type, dims);
  if (data.length !== expected) {
    throw invalid(`tensor "${name}" of ${type} [${dims.join(', ')}] needs ${expected} bytes but holds ${data.length}`);
  }
  return { name, dims, type, data };
}

/** float_data, int32_data, string_data, int64_data, raw_data, double_data, uint64_data. */
const DATA_FIELDS = new Set([4, 5, 6, 7, 9, 10, 11]);

function elementBytes(field: Field, bits: number): Uint8Array {
  if (field.number === 9) return toBytes(field);
  if (field.number === 4) return toFixed(field, 5);
  if (field.number === 10) return toFixed(field, 1);
  // Integers are varints, the small ones widened to 32 bits: one element each, two where an element has four bits.
  const size = Math.max(1, bits / 8);
  const elements = [...toVarints(field)];
  const bytes = new Uint8Array(elements.length * size);
  for (const [index, element] of elements.entries()) {
    for (let byte = 0; byte < size; byte++) bytes[index * size + byte] = Number((element >> BigInt(8 * byte)) & 0xffn);
  }
  return bytes;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function unsupported(name: string, what: string): KinfoldError {
  return new KinfoldError(
    'onnx-unsupported',
    `readOnnx: tensor "${name}" ${what}; save the model as one file with numbers inside`,
  );
}
