type Bytes = Uint8Array<ArrayBuffer>;

const NONCE_BYTES = 12;

/**
 * AES-GCM (NIST SP 800-38D) under a fresh random nonce of 96 bits.
 * @param bound additional data: what is encrypted opens beside nothing else.
 * @returns nonce, ciphertext and tag in a row, 28 bytes more than `plain`.
 */
export async function encrypt(key: CryptoKey, bound: Bytes, plain: Uint8Array): Promise<Bytes> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const sealed = await crypto.subtle.encrypt(algorithm(nonce, bound), key, plain as Bytes);
  const bytes = new Uint8Array(NONCE_BYTES + sealed.byteLength);
  bytes.set(nonce);
  bytes.set(new Uint8Array(sealed), NONCE_BYTES);
  return bytes;
}

/** Opens what {@link encrypt} made. Rejects, with the platform's error, if a bit of it, the key or what it is bound to is another. */
export async function decrypt(key: CryptoKey, bound: Bytes, sealed: Uint8Array): Promise<Bytes> {
  const bytes = sealed as Bytes;
  const nonce = bytes.subarray(0, NONCE_BYTES);
  return new Uint8Array(await crypto.subtle.decrypt(algorithm(nonce, bound), key, bytes.subarray(NONCE_BYTES)));
}

const algorithm = (iv: Bytes, additionalData: Bytes): AesGcmParams => {
  return { name: 'AES-GCM', iv, additionalData, tagLength: 128 };
};
