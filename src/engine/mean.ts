import { KinfoldError } from '../errors.js';

/** The unit vector in the direction of the mean of `rows` embeddings [rows, width]: what a few pictures say together. */
export function meanDirection(embeddings: Float32Array, rows: number): Float32Array {
  const width = embeddings.length / rows;
  const sum = new Float64Array(width);
  for (let i = 0; i < embeddings.length; i++) sum[i % width]! += embeddings[i]!;
  const norm = Math.hypot(...sum);
  if (!(norm > 1e-6 * rows)) {
    throw new KinfoldError(
      'zero-vector',
      `identify: the embeddings of the ${rows} pictures cancel out; pass pictures of one person`,
    );
  }
  return Float32Array.from(sum, (x) => x / norm);
}
