import { toHex } from '../backbone/hex.js';
import { KinfoldError } from '../errors.js';
import { decrypt, encrypt } from './aead.js';

/** What a sealed record is bound to. It cannot be opened as anything else. */
export interface Binding {
  /** Id of the store. */
  readonly store: string;
  readonly kind: string;
  /** Id of the record. */
  readonly id: string;
  /** Id of the identity that it belongs to; null for none. */
  readonly identity: string | null;
  /** What it was made with, such as the sums of backbone and encoder; empty if that does not matter. */
  readonly about: string;
  readonly schema: number;
}

type Bytes = Uint8Array<ArrayBuffer>;

const ID_BYTES = 16;

/** A key that this browser alone can use: nobody can ask for its bytes. */
export function createKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]) as Promise<CryptoKey>;
}

/** A random id of 32 hexadecimal digits that tells nothing. */
export function randomId(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(ID_BYTES)));
}

/** Encrypts with AES-256-GCM ({@link encrypt}), bound to its place. */
export function seal(key: CryptoKey, binding: Binding, plain: Uint8Array): Promise<Bytes> {
  return encrypt(key, additionalData(binding), plain);
}

/**
 * Opens what {@link seal} made.
 * @throws KinfoldError `store-tampered` if a bit of it was changed, or if it was sealed under another key or for another place.
 */
export async function unseal(key: CryptoKey, binding: Binding, sealed: Uint8Array): Promise<Bytes> {
  try {
    return await decrypt(key, additionalData(binding), sealed);
  } catch (cause) {
    throw tampered(`a record of kind ${binding.kind} is not what was stored in its place`, cause);
  }
}

/** The refusal of a store that others have changed. */
export function tampered(problem: string, cause?: unknown): KinfoldError {
  return new KinfoldError(
    'store-tampered',
    `store: ${problem}; nothing of it is used: destroy the store and import a backup`,
    cause === undefined ? undefined : { cause },
  );
}

function additionalData({ store, kind, id, identity, about, schema }: Binding): Bytes {
  // JSON keeps the parts apart, whatever stands in them.
  return new TextEncoder().encode(JSON.stringify(['kinfold store', schema, store, kind, id, identity, about]));
}
