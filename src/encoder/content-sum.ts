import { sha256 } from '../backbone/checksum.js';
import { KinfoldError } from '../errors.js';
import type { Safetensors } from './safetensors.js';

/** Key of the metadata that holds the sum. */
export const SUM = 'sha256';

/** One sum over everything but itself: names, types, shapes and data of all tensors, and the metadata. */
export async function contentSha256({ tensors, metadata }: Safetensors): Promise<string> {
  const lines: string[] = [];
  for (const name of [...tensors.keys()].sort()) {
    const { dtype, shape, data } = tensors.get(name)!;
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    lines.push(JSON.stringify([name, dtype, shape, await sha256(bytes)]));
  }
  for (const key of [...metadata.keys()].sort()) if (key !== SUM) lines.push(JSON.stringify([key, metadata.get(key)]));
  return sha256(new TextEncoder().encode(lines.join('\n')));
}

/** Throws `checksum-mismatch` unless the contents have the sum that they state. */
export async function checkSum(subject: string, saved: Safetensors): Promise<void> {
  const expected = saved.metadata.get(SUM);
  const got = await contentSha256(saved);
  if (got === expected) return;
  throw new KinfoldError(
    'checksum-mismatch',
    `${subject}: the contents have the SHA-256 ${got}, but the file states ${expected}; the file is damaged, load another copy`,
  );
}
