import { KinfoldError } from '../errors.js';

/** How a field's value is stored: varint, 8 bytes, bytes with their length before them, 4 bytes. */
export type WireType = 0 | 1 | 2 | 5;

/** One field of a protobuf message, not yet understood. */
export interface Field {
  readonly number: number;
  readonly type: WireType;
  /** The varint of type 0, as the unsigned 64 bits that it is; 0n for the other types. */
  readonly varint: bigint;
  /** The payload of types 1, 2 and 5: a view of the message, not a copy. Empty for type 0. */
  readonly bytes: Uint8Array;
}

const NOTHING = new Uint8Array();

/**
 * The fields of a protobuf message in the order of the file (protobuf.dev, "Encoding"). A length is compared with
 * what is left before anything is taken, and every step moves forward, so no input makes it allocate or hang.
 * @param cutShort the error code when the message ends inside a field: truncated for a file, invalid for a part of one.
 * @throws `onnx-invalid` for anything that is no protobuf.
 */
export function* readFields(message: Uint8Array, cutShort: 'onnx-truncated' | 'onnx-invalid'): Generator<Field> {
  const cursor = new Cursor(message, cutShort);
  while (cursor.left > 0) {
    const tag = cursor.varint();
    const number = Number(tag >> 3n);
    if (number < 1 || number > 0x1fffffff) throw invalid(`a field has the number ${number}`);
    const type = Number(tag & 7n);
    if (type === 0) yield { number, type, varint: cursor.varint(), bytes: NOTHING };
    else if (type === 1) yield { number, type, varint: 0n, bytes: cursor.take(8n) };
    else if (type === 2) yield { number, type, varint: 0n, bytes: cursor.take(cursor.varint()) };
    else if (type === 5) yield { number, type, varint: 0n, bytes: cursor.take(4n) };
    else throw invalid(`field ${number} has the wire type ${type}`);
  }
}

/** The field as a signed integer; beyond ±2⁵³ it is rounded to the nearest number. */
export function toInteger(field: Field): number {
  expectType(field, 0);
  return Number(BigInt.asIntN(64, field.varint));
}

/** The field as a 32-bit float. */
export function toFloat(field: Field): number {
  expectType(field, 5);
  return new DataView(field.bytes.buffer, field.bytes.byteOffset, 4).getFloat32(0, true);
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The field as text. */
export function toText(field: Field): string {
  try {
    return decoder.decode(toBytes(field));
  } catch (cause) {
    if (cause instanceof KinfoldError) throw cause;
    throw invalid(`field ${field.number} is no UTF-8 text`);
  }
}

/** The field as bytes or as a message to read further: a view, not a copy. */
export function toBytes(field: Field): Uint8Array {
  expectType(field, 2);
  return field.bytes;
}

/** The unsigned 64-bit varints of a repeated field: one if it stands alone, all of them if it is packed. */
export function* toVarints(field: Field): Generator<bigint> {
  if (field.type === 0) {
    yield field.varint;
    return;
  }
  const cursor = new Cursor(toBytes(field), 'onnx-invalid');
  while (cursor.left > 0) yield cursor.varint();
}

/** How many numbers {@link toVarints} gives: bytes without the bit that says that more follow. */
export function countVarints(field: Field): number {
  if (field.type === 0) return 1;
  let count = 0;
  for (const byte of toBytes(field)) if (byte < 0x80) count++;
  return count;
}

/** The little-endian bytes of a repeated field of 4-byte (`type` 5) or 8-byte (`type` 1) numbers, packed or alone. */
export function toFixed(field: Field, type: 1 | 5): Uint8Array {
  if (field.type !== type) expectType(field, 2);
  const size = type === 1 ? 8 : 4;
  if (field.bytes.length % size)
    throw invalid(`field ${field.number} holds ${field.bytes.length} bytes of ${size}-byte numbers`);
  return field.bytes;
}

/** The error for a file whose parts contradict the format. */
export function invalid(why: string): KinfoldError {
  return new KinfoldError('onnx-invalid', `readOnnx: not an ONNX model: ${why}; export or download the model again`);
}

function expectType(field: Field, type: WireType): void {
  if (field.type !== type) throw invalid(`field ${field.number} has the wire type ${field.type} but ONNX says ${type}`);
}

class Cursor {
  private position = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly cutShort: 'onnx-truncated' | 'onnx-invalid',
  ) {}

  get left(): number {
    return this.bytes.length - this.position;
  }

  varint(): bigint {
    let low = 0;
    for (let count = 0; count < 4; count++) {
      const byte = this.byte();
      low |= (byte & 0x7f) << (7 * count);
      if (byte < 0x80) return BigInt(low);
    }
    let value = BigInt(low);
    for (let count = 4n; count < 10n; count++) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << (7n * count);
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw invalid('a varint is longer than ten bytes');
  }

  take(length: bigint): Uint8Array {
    if (length > BigInt(this.left)) throw this.ended(`${length} bytes are announced but ${this.left} are left`);
    const start = this.position;
    this.position += Number(length);
    return this.bytes.subarray(start, this.position);
  }

  private byte(): number {
    const byte = this.bytes[this.position++];
    if (byte === undefined) throw this.ended('a number is cut off');
    return byte;
  }

  private ended(why: string): KinfoldError {
    if (this.cutShort === 'onnx-invalid') return invalid(why);
    return truncated(why);
  }
}

/** The error for a file that ends too early. */
export function truncated(why: string): KinfoldError {
  return new KinfoldError('onnx-truncated', `readOnnx: the file is cut short: ${why}; download or copy it again`);
}
