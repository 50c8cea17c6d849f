import { KinfoldError } from '../errors.js';

/** The unit vector in the direction of the mean of embeddings of one width: what a few pictures of one person say together. */
export function meanDirection(subject: string, embeddings: readonly Float32Array[]): Float32Array {
  const sum = new Float64Array(embeddings[0]!.length);
  for (const embedding of embeddings) for (const [i, x] of embedding.entries()) sum[i]! += x;
  const norm = Math.hypot(...sum);
  if (!(norm > 1e-6 * embeddings.length)) {
    throw new KinfoldError(
      'zero-vector',
      `${subject}: the embeddings of the ${embeddings.length} pictures cancel out; pass pictures of one person`,
    );
  }
  return Float32Array.from(sum, (x) => x / norm);
}
