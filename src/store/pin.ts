import { checkLength, isEqual, SALT_BYTES, stretch } from './passphrase.js';

const SHORTEST = 4;

/** What is kept of a PIN: salt and hash. Throws `argument-invalid` for one of fewer than 4 characters. */
export async function hashPin(pin: string): Promise<Uint8Array> {
  checkLength('PIN', pin, SHORTEST);
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  return Uint8Array.of(...salt, ...new Uint8Array(await stretch(pin, salt)));
}

/** Whether this is the PIN of which that is kept. */
export async function matchesPin(kept: Uint8Array, pin: string): Promise<boolean> {
  const hash = new Uint8Array(await stretch(pin, kept.subarray(0, SALT_BYTES)));
  return isEqual(hash, kept.subarray(SALT_BYTES));
}
