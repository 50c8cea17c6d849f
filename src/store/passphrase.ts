import { KinfoldError } from '../errors.js';

/**
 * Rounds of PBKDF2 with HMAC-SHA-256: what OWASP's Password Storage Cheat Sheet asks for (as of 2023). Some tenths of a second for who
 * knows the passphrase, and for every guess of who does not.
 */
export const ROUNDS = 600_000;

export const SALT_BYTES = 16;
const KEY_BITS = 256;

/** 256 bits of a passphrase in Unicode's NFKC, by PBKDF2 (RFC 8018). */
export async function stretch(passphrase: string, salt: Uint8Array, iterations = ROUNDS): Promise<ArrayBuffer> {
  const bytes = new TextEncoder().encode(passphrase.normalize('NFKC'));
  const key = await crypto.subtle.importKey('raw', bytes, 'PBKDF2', false, ['deriveBits']);
  const params = { name: 'PBKDF2', hash: 'SHA-256', salt: salt as Uint8Array<ArrayBuffer>, iterations };
  return crypto.subtle.deriveBits(params, key, KEY_BITS);
}

/** Throws `argument-invalid` unless there are enough characters. */
export function checkLength(what: string, text: string, least: number): void {
  const characters = [...text].length;
  if (characters >= least) return;
  throw new KinfoldError(
    'argument-invalid',
    `store: the ${what} has ${characters} characters, expected at least ${least}; choose a longer one`,
  );
}

/** Whether two digests are the same, in a time that does not tell where they differ. */
export function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (const [i, byte] of a.entries()) difference |= byte ^ (b[i] ?? 0);
  return difference === 0;
}
