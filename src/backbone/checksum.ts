import { KinfoldError } from '../errors.js';
import { toHex } from './hex.js';

/** SHA-256 of bytes as 64 lower-case hexadecimal digits. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return toHex(new Uint8Array(digest));
}

/**
 * Checks that bytes are the ones that were meant.
 * @throws `checksum-mismatch` with both sums.
 */
export async function checkSha256(subject: string, bytes: Uint8Array, expected: string): Promise<void> {
  const got = await sha256(bytes);
  if (got !== expected.toLowerCase()) {
    throw new KinfoldError(
      'checksum-mismatch',
      `${subject}: SHA-256 is ${got} but expected ${expected}; the file is damaged or another version, fetch it again`,
    );
  }
}
