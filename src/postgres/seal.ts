import { KinfoldError } from '../errors.js';
import { decrypt, encrypt } from '../store/aead.js';
import { Derivation } from '../store/derivation.js';
import { padded } from '../store/padding.js';

const KEY_BYTES = 32;
/** Texts are sealed in blocks of so many bytes. */
const BLOCK = 256;

const encode = (text: string) => new TextEncoder().encode(text);

/**
 * Keeps texts from whoever reads the database. Two keys are derived from the caller's: one seals (AES-GCM-256, a random 96-bit
 * nonce each), one makes tags (HMAC-SHA-256) by which a row is found without saying what it is of.
 */
export class Seal {
  private constructor(
    readonly sealing: CryptoKey,
    readonly tagging: CryptoKey,
  ) {}

  /**
   * @param key 32 random bytes.
   * @param context What the keys are for: under another context neither opens anything.
   * @throws KinfoldError `argument-invalid` for a key of another length.
   */
  static async derive(key: Uint8Array, context: readonly unknown[]): Promise<Seal> {
    if (key.byteLength !== KEY_BYTES) {
      throw new KinfoldError(
        'argument-invalid',
        `openPostgresIndex: the key has ${key.byteLength} bytes but needs ${KEY_BYTES}; draw them once with crypto.getRandomValues and keep them outside of the database`,
      );
    }
    const derivation = await Derivation.from(key);
    const purpose = (use: string) => JSON.stringify(['kinfold', use, ...context]);
    return new Seal(await derivation.aes(purpose('seal')), await derivation.hmac(purpose('tag')));
  }

  /** 32 bytes: the same for the same text, and nothing to whoever has no key. */
  async tag(kind: 'template' | 'identity' | 'key', text: string): Promise<Uint8Array> {
    return new Uint8Array(await crypto.subtle.sign('HMAC', this.tagging, encode(JSON.stringify([kind, text]))));
  }

  /** @param bound what the text belongs to: it opens beside nothing else. */
  async seal(text: string, bound: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
    return encrypt(this.sealing, bound, padded(text, BLOCK));
  }

  /** The text, with spaces behind it. @throws KinfoldError `store-tampered`. */
  async open(sealed: Uint8Array<ArrayBuffer>, bound: Uint8Array<ArrayBuffer>): Promise<string> {
    try {
      return new TextDecoder().decode(await decrypt(this.sealing, bound, sealed));
    } catch (cause) {
      throw tampered(cause);
    }
  }
}

/** A row that was not written by this index. */
export function tampered(cause?: unknown): KinfoldError {
  return new KinfoldError(
    'store-tampered',
    'index.search: the nearest template was changed in the database, or belongs to another row or index; nobody is recognised by it, restore it',
    cause === undefined ? {} : { cause },
  );
}
