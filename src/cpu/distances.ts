import type { Vector } from './twin.js';

interface Shape {
  rows: number;
  columns: number;
  width: number;
}

function squared(embeddings: Vector, i: number, j: number, width: number): number {
  let sum = 0;
  for (let k = 0; k < width; k++) sum += (embeddings[i * width + k]! - embeddings[j * width + k]!) ** 2;
  return sum;
}

/**
 * distances[i, j] = Σ_k (embeddings[i, k] − embeddings[j, k])², or its root. embeddings [columns, width], distances [rows, columns].
 */
export function forward(
  { embeddings, distances }: { embeddings: Vector; distances: Vector },
  { rows, columns, width, root }: Shape & { root: number },
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const sum = squared(embeddings, i, j, width);
      distances[i * columns + j] = root ? Math.sqrt(sum) : sum;
    }
  }
}

/** 1 − cos from directions, of which one without a length is 1 away from all others. embeddings [columns, width]. */
export function cosine(
  { embeddings, inverse_norm, distances }: { embeddings: Vector; inverse_norm: Vector; distances: Vector },
  { rows, columns, width }: Shape,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const undirected = inverse_norm[i] === 0 || inverse_norm[j] === 0;
      distances[i * columns + j] = i === j ? 0 : undirected ? 1 : 0.5 * squared(embeddings, i, j, width);
    }
  }
}

/**
 * d_embeddings[i] = Σ_j slope · (d_distances[i, j] + d_distances[j, i]) · (embeddings[i] − embeddings[j]), slope = `scale`, or for a root
 * 1 / distances[i, j] and 0 at distance 0. A column j from `rows` on has no row of d_distances.
 */
export function d_embeddings(
  {
    embeddings,
    distances,
    d_distances,
    d_embeddings,
  }: { embeddings: Vector; distances: Vector; d_distances: Vector; d_embeddings: Vector },
  { rows, columns, width, root, scale }: Shape & { root: number; scale: number },
): void {
  for (let i = 0; i < rows; i++) {
    const sums = new Float64Array(width);
    for (let j = 0; j < columns; j++) {
      const distance = distances[i * columns + j]!;
      const slope = root ? (distance > 0 ? 1 / distance : 0) : scale;
      const turned = j < rows ? d_distances[j * columns + i]! : 0;
      const factor = slope * (d_distances[i * columns + j]! + turned);
      for (let k = 0; k < width; k++) {
        sums[k]! += factor * (embeddings[i * width + k]! - embeddings[j * width + k]!);
      }
    }
    d_embeddings.set(sums, i * width);
  }
}
