const AES = { name: 'AES-GCM', length: 256 };
const HMAC = { name: 'HMAC', hash: 'SHA-256', length: 256 };

/** Keys of 256 bits derived from one secret (HKDF with SHA-256 and no salt, RFC 5869), each for a purpose; none says anything about another. */
export class Derivation {
  private constructor(readonly root: CryptoKey) {}

  /** @param secret Random bytes, or those of a passphrase that was stretched. */
  static async from(secret: Uint8Array): Promise<Derivation> {
    const usages: KeyUsage[] = ['deriveKey', 'deriveBits'];
    return new Derivation(await crypto.subtle.importKey('raw', secret as BufferSource, 'HKDF', false, usages));
  }

  /** An AES-GCM key that cannot be read. */
  aes(purpose: string): Promise<CryptoKey> {
    return crypto.subtle.deriveKey(hkdf(purpose), this.root, AES, false, ['encrypt', 'decrypt']);
  }

  /** A key for HMAC-SHA-256 that cannot be read. */
  hmac(purpose: string): Promise<CryptoKey> {
    return crypto.subtle.deriveKey(hkdf(purpose), this.root, HMAC, false, ['sign']);
  }

  /** 32 bytes that may be shown: they do not lead back to the secret. */
  async bytes(purpose: string): Promise<Uint8Array> {
    return new Uint8Array(await crypto.subtle.deriveBits(hkdf(purpose), this.root, 256));
  }
}

function hkdf(purpose: string): HkdfParams {
  return { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: new TextEncoder().encode(purpose) };
}
