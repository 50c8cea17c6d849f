import type { Choice } from './random.js';

export type Bytes = Uint8Array<ArrayBuffer>;

/** Bytes that mean something to a decoder of varints, texts or numbers. */
const TELLING = [0x00, 0x01, 0x7f, 0x80, 0xff, 0x08, 0x0a, 0x22, 0x2c, 0x5b, 0x7b, 0x7d];

export function join(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Most of a large file is weights, where nothing happens, so half of the places lie in its first or last kilobytes. */
function place(bytes: Uint8Array, choose: Choice): number {
  const near = choose(Math.min(bytes.length, 2048));
  return [choose(bytes.length), choose(bytes.length), near, bytes.length - 1 - near][choose(4)]!;
}

/** Changes a file without knowing its format: bits, bytes, pieces cut off, left out or taken from another file. */
export function damage(file: Uint8Array, choose: Choice, donor: Uint8Array): Bytes {
  const at = place(file, choose);
  const way = choose(5);
  if (way === 0) return Uint8Array.from(file.subarray(0, at));
  if (way === 1) return join(file.subarray(0, at), file.subarray(Math.min(file.length, at + 1 + choose(64))));
  if (way === 2) {
    const from = choose(donor.length);
    const part = donor.subarray(from, from + 1 + choose(512));
    return join(file.subarray(0, at), part, file.subarray(choose(2) ? at : Math.min(file.length, at + part.length)));
  }
  const bytes = Uint8Array.from(file);
  for (let count = 1 + choose(8); count > 0; count--) {
    if (way === 3) bytes[place(bytes, choose)]! ^= 1 << choose(8);
    else bytes[place(bytes, choose)] = TELLING[choose(TELLING.length)]!;
  }
  return bytes;
}
