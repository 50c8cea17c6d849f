import { contentSha256 } from '../encoder/content-sum.js';
import type { Safetensors } from '../encoder/safetensors.js';

const ENCODER = /^encoder\./;
const OWNER = new Set(['backbone', 'trainable', 'encoder']);

/**
 * SHA-256 of the encoder in a save file with all that it belongs to, whatever stands beside it: files with equal sums make equal
 * embeddings of equal features.
 */
export function encoderSha256({ tensors, metadata }: Safetensors): Promise<string> {
  return contentSha256({
    tensors: new Map([...tensors].filter(([name]) => ENCODER.test(name))),
    metadata: new Map([...metadata].filter(([key]) => OWNER.has(key))),
  });
}
