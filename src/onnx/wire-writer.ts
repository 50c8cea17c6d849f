/** From here on a payload is kept as a view and copied once, into the finished file. */
const LARGE = 256;

const LARGEST_INT64 = 2n ** 63n - 1n;

const encoder = new TextEncoder();

/** A protobuf message that is being written. Large payloads are kept by reference, so leave them unchanged until `finish`. */
export class Message {
  private readonly parts: Uint8Array[] = [];
  private partsLength = 0;
  private small: number[] = [];

  /** Bytes written so far. */
  get length(): number {
    return this.partsLength + this.small.length;
  }

  /** A signed integer. A number that reading has rounded up to 2⁶³ is written as the largest that there is, 2⁶³ − 1. */
  integer(field: number, value: number): this {
    this.tag(field, 0);
    return this.varint(value);
  }

  float(field: number, value: number): this {
    this.tag(field, 5);
    return this.append(bytesOf(Float32Array.of(value)));
  }

  /** Bytes with their length before them. */
  bytes(field: number, value: Uint8Array): this {
    this.tag(field, 2);
    this.varint(value.length);
    return this.append(value);
  }

  /** Nothing for the empty text, which is what a field that is not there reads as. */
  text(field: number, value: string): this {
    return value === '' ? this : this.bytes(field, encoder.encode(value));
  }

  /** One text of a repeated field: the empty text counts. */
  element(field: number, value: string): this {
    return this.bytes(field, encoder.encode(value));
  }

  /** Integers packed into one field. */
  integers(field: number, values: readonly number[]): this {
    const packed = new Message();
    for (const value of values) packed.varint(value);
    return this.message(field, packed);
  }

  floats(field: number, values: readonly number[]): this {
    return this.bytes(field, bytesOf(Float32Array.from(values)));
  }

  message(field: number, message: Message): this {
    this.tag(field, 2);
    this.varint(message.length);
    for (const part of message.parts) this.append(part);
    return this.append(message.small);
  }

  finish(): Uint8Array<ArrayBuffer> {
    const whole = new Uint8Array(this.length);
    let at = 0;
    for (const part of [...this.parts, this.small]) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  private tag(field: number, type: number): void {
    this.varint(field * 8 + type);
  }

  private varint(value: number): this {
    if (value >= 0 && value < 2 ** 31) {
      let rest = value;
      for (; rest > 127; rest >>>= 7) this.small.push((rest & 127) | 128);
      this.small.push(rest);
      return this;
    }
    const integer = BigInt(value);
    let rest = BigInt.asUintN(64, integer > LARGEST_INT64 ? LARGEST_INT64 : integer);
    for (; rest > 127n; rest >>= 7n) this.small.push(Number(rest & 127n) | 128);
    this.small.push(Number(rest));
    return this;
  }

  private append(bytes: Uint8Array | readonly number[]): this {
    if (bytes.length < LARGE) {
      for (const byte of bytes) this.small.push(byte);
      return this;
    }
    for (const part of [Uint8Array.from(this.small), bytes instanceof Uint8Array ? bytes : Uint8Array.from(bytes)]) {
      this.parts.push(part);
      this.partsLength += part.length;
    }
    this.small = [];
    return this;
  }
}

function bytesOf(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setFloat32(4 * index, value, true);
  return bytes;
}
