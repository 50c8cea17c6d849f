import { tampered } from './sealing.js';

const BLOCK = 512;

/** A value as JSON, filled up with spaces to a multiple of 512 bytes: the length of what is sealed would tell that of a name. */
export function encodeJson(value: unknown): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(value));
  const bytes = new Uint8Array(Math.ceil(json.length / BLOCK) * BLOCK).fill(0x20);
  bytes.set(json);
  return bytes;
}

/** What {@link encodeJson} wrote. */
export function decodeJson<T>(bytes: Uint8Array): T {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as T;
  } catch (cause) {
    throw tampered('a record of it cannot be read', cause);
  }
}
