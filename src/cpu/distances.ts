import type { Vector } from './twin.js';

interface Shape {
  rows: number;
  width: number;
}

/** distances[i, j] = Σ_k (embeddings[i, k] − embeddings[j, k])². embeddings [rows, width], distances [rows, rows]. */
export function forward(
  { embeddings, distances }: { embeddings: Vector; distances: Vector },
  { rows, width }: Shape,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += (embeddings[i * width + k]! - embeddings[j * width + k]!) ** 2;
      distances[i * rows + j] = sum;
    }
  }
}

/** d_embeddings[i] = Σ_j 2 · (d_distances[i, j] + d_distances[j, i]) · (embeddings[i] − embeddings[j]). */
export function d_embeddings(
  { embeddings, d_distances, d_embeddings }: { embeddings: Vector; d_distances: Vector; d_embeddings: Vector },
  { rows, width }: Shape,
): void {
  for (let i = 0; i < rows; i++) {
    const sums = new Float64Array(width);
    for (let j = 0; j < rows; j++) {
      const factor = 2 * (d_distances[i * rows + j]! + d_distances[j * rows + i]!);
      for (let k = 0; k < width; k++) {
        sums[k]! += factor * (embeddings[i * width + k]! - embeddings[j * width + k]!);
      }
    }
    d_embeddings.set(sums, i * width);
  }
}
