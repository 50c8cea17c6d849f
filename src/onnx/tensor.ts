import { KinfoldError } from '../errors.js';
import { Limits } from './limits.js';
import {
  countVarints,
  type Field,
  invalid,
  readFields,
  toBytes,
  toFixed,
  toInteger,
  toText,
  toVarints,
} from './wire.js';

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

const BITS = Object.fromEntries(TYPES) as Record<OnnxType, number>;

const CODES = Object.fromEntries(TYPES.map(([name], code) => [name, code])) as Record<OnnxType, number>;

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
  return CODES[type];
}

/** Bytes that a tensor takes; NaN for a shape or a type that none has. Two elements of four bits share a byte. */
export function tensorBytes(type: OnnxType, dims: readonly number[]): number {
  const bits = BITS[type] || Number.NaN;
  const count = dims.reduce((product, dim) => product * (Number.isInteger(dim) && dim >= 0 ? dim : Number.NaN), 1);
  return Math.ceil((count * bits) / 8);
}

const INDEX_TYPES: ReadonlySet<OnnxType> = new Set(['int64', 'int32', 'bool']);

/** Whether a constant holds weights: not shapes or indices, and not a scalar, such as a bound of a Clip. */
export const isParameter = ({ type, dims }: OnnxTensor): boolean => !INDEX_TYPES.has(type) && dims.length > 0;

/** The elements of a float32 tensor: a copy. */
export const floatsOf = ({ data }: OnnxTensor): Float32Array => new Float32Array(Uint8Array.from(data).buffer);

/**
 * Reads a `TensorProto`.
 * @throws `onnx-invalid` if the data do not fit the shape; `onnx-unsupported` for external data, strings and segments.
 */
export function readTensor(message: Uint8Array, limits = new Limits(message.length)): OnnxTensor {
  let name = '';
  let code = 0;
  let external = false;
  const dims: number[] = [];
  const stored: { count: number; last?: Field } = { count: 0 };
  for (const field of readFields(message, 'onnx-invalid')) {
    if (field.number === 1) readDims(field, dims);
    else if (field.number === 2) code = toInteger(field);
    else if (field.number === 8) name = toText(field);
    else if (field.number === 13) external = true;
    else if (field.number === 14) external ||= toInteger(field) === 1;
    else if (field.number === 3) throw unsupported(name, 'is stored in segments');
    else if (DATA_FIELDS.has(field.number)) {
      stored.count++;
      stored.last = field;
    }
  }
  const type = typeName(code);
  if (external) throw unsupported(name, 'lies in a file beside the model (external data)');
  if (type === 'string') throw unsupported(name, 'holds strings');
  if (BITS[type] === 0) throw invalid(`tensor "${name}" has no element type`);
  const isView = stored.count === 1 && FIXED_FIELDS.has(stored.last!.number);
  const data = isView ? fixedBytes(stored.last!) : unpack(message, BITS[type], limits);
  const expected = tensorBytes(type, dims);
  if (data.length !== expected) {
    throw invalid(`tensor "${name}" of ${type} [${dims.join(', ')}] needs ${expected} bytes but holds ${data.length}`);
  }
  return { name, dims, type, data };
}

function readDims(field: Field, dims: number[]): void {
  for (const dim of toVarints(field)) {
    dims.push(Number(BigInt.asIntN(64, dim)));
    Limits.rank(dims.length);
  }
}

/** float_data, raw_data, double_data: the bytes are in the file as they are in memory. */
const FIXED_FIELDS = new Set([4, 9, 10]);

/** The fields above, and int32_data, string_data, int64_data, uint64_data. */
const DATA_FIELDS = new Set([...FIXED_FIELDS, 5, 6, 7, 11]);

function fixedBytes(field: Field): Uint8Array {
  return field.number === 9 ? toBytes(field) : toFixed(field, field.number === 4 ? 5 : 1);
}

/** The data of a tensor in pieces or as varints, put together. They are counted first, so that nothing is taken for a mere claim. */
function unpack(message: Uint8Array, bits: number, limits: Limits): Uint8Array {
  // Integers are varints, the small ones widened to 32 bits: one element each, two where an element has four bits.
  const size = Math.max(1, bits / 8);
  let length = 0;
  for (const field of dataFields(message)) {
    length += FIXED_FIELDS.has(field.number) ? fixedBytes(field).length : countVarints(field) * size;
  }
  limits.allocate(length);
  const whole = new Uint8Array(length);
  const view = new DataView(whole.buffer);
  let at = 0;
  for (const field of dataFields(message)) {
    if (FIXED_FIELDS.has(field.number)) {
      whole.set(fixedBytes(field), at);
      at += fixedBytes(field).length;
      continue;
    }
    if (size > 8) throw invalid(`a tensor of ${bits}-bit elements is stored as integers`);
    for (const element of toVarints(field)) {
      if (size === 8) view.setBigUint64(at, element, true);
      else if (size === 4) view.setUint32(at, Number(element & 0xffff_ffffn), true);
      else if (size === 2) view.setUint16(at, Number(element & 0xffffn), true);
      else whole[at] = Number(element & 0xffn);
      at += size;
    }
  }
  return whole;
}

function* dataFields(message: Uint8Array): Generator<Field> {
  for (const field of readFields(message, 'onnx-invalid')) if (DATA_FIELDS.has(field.number)) yield field;
}

function unsupported(name: string, what: string): KinfoldError {
  return new KinfoldError(
    'onnx-unsupported',
    `readOnnx: tensor "${name}" ${what}; save the model as one file with numbers inside`,
  );
}
