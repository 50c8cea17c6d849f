import { type Bytes, damage, join } from './bytes.js';
import type { Choice } from './random.js';

/** A field of a message: where its tag, its value and the next field begin. `payload` is where the bytes behind a length begin. */
interface Place {
  readonly start: number;
  readonly value: number;
  readonly end: number;
  readonly payload?: number;
}

/** 2⁶³ − 1, −1, 2³², 2³¹ − 1, 2²⁷, 300, 1 and 0. */
const NUMBERS = [2n ** 63n - 1n, 2n ** 64n - 1n, 2n ** 32n, 2n ** 31n - 1n, 2n ** 27n, 300n, 1n, 0n];

function varint(value: bigint): Bytes {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Uint8Array.from([...bytes, Number(rest)]);
}

/** The fields of a message, or undefined if the bytes are none. */
function fieldsOf(bytes: Uint8Array): Place[] | undefined {
  const fields: Place[] = [];
  for (let at = 0; at < bytes.length; ) {
    const start = at;
    const read = () => {
      let value = 0;
      for (let shift = 1; at < bytes.length; shift *= 128) {
        const byte = bytes[at++]!;
        value += (byte & 127) * shift;
        if (byte < 128) return value;
      }
      return Number.NaN;
    };
    const tag = read();
    const value = at;
    const type = tag % 8;
    if (type === 0) read();
    else if (type === 1) at += 8;
    else if (type === 5) at += 4;
    else if (type !== 2) return undefined;
    const length = type === 2 ? read() : 0;
    const payload = at;
    at += length;
    // The messages of ONNX number their fields from 1 to 26.
    if (!(tag >= 8 && tag < 27 * 8) || !(at <= bytes.length) || fields.length > 20_000) return undefined;
    fields.push(type === 2 ? { start, value, end: at, payload } : { start, value, end: at });
  }
  return fields;
}

/**
 * Changes one field somewhere inside a protobuf message and corrects the lengths around it, so that a reader comes to it: a field is
 * left out, repeated, moved, given another number, an extreme value, a length that lies, or other content.
 */
export function editMessage(bytes: Uint8Array, choose: Choice, donor: Uint8Array): Bytes {
  const fields = fieldsOf(bytes);
  if (!fields || fields.length === 0) return damage(bytes, choose, donor);
  // The graph takes most of a model, so the largest field is taken half of the time.
  const largest = fields.reduce((a, b) => (b.end - b.start > a.end - a.start ? b : a));
  const { start, value, end, payload } = choose(2) ? largest : fields[choose(fields.length)]!;
  const [before, after] = [bytes.subarray(0, start), bytes.subarray(end)];
  const [tag, field] = [bytes.subarray(start, value), bytes.subarray(start, end)];
  const withPayload = (content: Uint8Array) => join(before, tag, varint(BigInt(content.length)), content, after);
  if (payload !== undefined && choose(5) > 0)
    return withPayload(editMessage(bytes.subarray(payload, end), choose, donor));
  const way = choose(6);
  if (way === 0) return join(before, after);
  if (way === 1)
    return join(before, ...new Array<Uint8Array>(field.length < 64 && choose(4) === 0 ? 300 : 2).fill(field), after);
  if (way === 2) {
    const other = fields[choose(fields.length)]!;
    return join(bytes.subarray(other.start, other.end), before, after);
  }
  if (way === 3) return join(before, varint(BigInt((1 + choose(26)) * 8 + (tag[0]! & 7))), bytes.subarray(value));
  // A number is replaced; a length lies.
  if (way === 4) return join(before, tag, varint(NUMBERS[choose(NUMBERS.length)]!), bytes.subarray(payload ?? end));
  const other = fields[choose(fields.length)]!;
  return withPayload(bytes.subarray(other.payload ?? other.value, other.end));
}
