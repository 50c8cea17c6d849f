import { padded } from './padding.js';
import { tampered } from './sealing.js';

const BLOCK = 512;

/** A value as JSON, in blocks of 512 bytes. */
export function encodeJson(value: unknown): Uint8Array {
  return padded(JSON.stringify(value), BLOCK);
}

/** What {@link encodeJson} wrote. */
export function decodeJson<T>(bytes: Uint8Array): T {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as T;
  } catch (cause) {
    throw tampered('a record of it cannot be read', cause);
  }
}
