import type { Vector } from './twin.js';

/** d_embeddings[first + r] += scale · (embeddings[first + r] − targets[indices[r]]); nothing where the index is `count` or more. */
export function d_embeddings(
  buffers: { embeddings: Vector; targets: Vector; indices: Uint32Array; d_embeddings: Vector },
  { first, rows, width, count, scale }: { first: number; rows: number; width: number; count: number; scale: number },
): void {
  const { embeddings, targets, indices, d_embeddings: gradient } = buffers;
  for (let row = 0; row < rows; row++) {
    const index = indices[row]!;
    if (index >= count) continue;
    for (let i = 0; i < width; i++) {
      const place = (first + row) * width + i;
      gradient[place]! += scale * (embeddings[place]! - targets[index * width + i]!);
    }
  }
}
