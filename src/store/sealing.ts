import { KinfoldError } from '../errors.js';

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

const NONCE_BYTES = 12;
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
  const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * AES-256-GCM (NIST SP 800-38D) under a fresh random nonce of 96 bits, with the binding as additional data.
 * @returns nonce, ciphertext and tag in a row, 28 bytes more than `plain`.
 */
export async function seal(key: CryptoKey, binding: Binding, plain: Uint8Array): Promise<Bytes> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const sealed = await crypto.subtle.encrypt(algorithm(nonce, binding), key, plain as Bytes);
  const bytes = new Uint8Array(NONCE_BYTES + sealed.byteLength);
  bytes.set(nonce);
  bytes.set(new Uint8Array(sealed), NONCE_BYTES);
  return bytes;
}

/**
 * Opens what {@link seal} made.
 * @throws KinfoldError `store-tampered` if a bit of it was changed, or if it was sealed under another key or for another place.
 */
export async function unseal(key: CryptoKey, binding: Binding, sealed: Uint8Array): Promise<Bytes> {
  const bytes = sealed as Bytes;
  try {
    const data = bytes.subarray(NONCE_BYTES);
    return new Uint8Array(await crypto.subtle.decrypt(algorithm(bytes.subarray(0, NONCE_BYTES), binding), key, data));
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

function algorithm(iv: Bytes, { store, kind, id, identity, about, schema }: Binding): AesGcmParams {
  // JSON keeps the parts apart, whatever stands in them.
  const text = JSON.stringify(['kinfold store', schema, store, kind, id, identity, about]);
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(text), tagLength: 128 };
}
