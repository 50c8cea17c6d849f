import type { Vector } from './twin.js';

interface Shape {
  rows: number;
  columns: number;
  width: number;
}

interface Overrides {
  /** 0 absolute difference, 1 chi-squared. */
  COMPARISON: number;
}

/** Features whose sum is less than this count as both 0. */
const SMALLEST_SUM = 1e-12;

/** |a − b|, or (a − b)² / (a + b). */
export function compare(comparison: number, a: number, b: number): number {
  return comparison === 0 ? Math.abs(a - b) : (a - b) ** 2 / Math.max(a + b, SMALLEST_SUM);
}

/** Its derivative by a: the sign of a − b, or r · (2 − r) with r = (a − b) / (a + b). */
function slope(comparison: number, a: number, b: number): number {
  if (comparison === 0) return Math.sign(a - b);
  const r = (a - b) / Math.max(a + b, SMALLEST_SUM);
  return r * (2 - r);
}

/** logits[i, j] = weights[width] + Σ_k weights[k] · compare(embeddings[i, k], embeddings[j, k]). */
export function forward(
  { embeddings, weights, logits }: { embeddings: Vector; weights: Vector; logits: Vector },
  { rows, columns, width }: Shape,
  { COMPARISON }: Overrides,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let logit = weights[width]!;
      for (let k = 0; k < width; k++) {
        logit += weights[k]! * compare(COMPARISON, embeddings[i * width + k]!, embeddings[j * width + k]!);
      }
      logits[i * columns + j] = logit;
    }
  }
}

/** Overwrites d_embeddings [rows, width]; further rows of embeddings are constants. */
export function d_embeddings(
  {
    embeddings,
    weights,
    d_logits,
    d_embeddings,
  }: { embeddings: Vector; weights: Vector; d_logits: Vector; d_embeddings: Vector },
  { rows, columns, width }: Shape,
  { COMPARISON }: Overrides,
): void {
  d_embeddings.fill(0, 0, rows * width);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const d_logit = d_logits[i * columns + j]!;
      for (let k = 0; k < width; k++) {
        const [a, b] = [embeddings[i * width + k]!, embeddings[j * width + k]!];
        d_embeddings[i * width + k]! += d_logit * weights[k]! * slope(COMPARISON, a, b);
        if (j < rows) d_embeddings[j * width + k]! += d_logit * weights[k]! * slope(COMPARISON, b, a);
      }
    }
  }
}

/** Adds to d_weights [width + 1], the last one the bias's. */
export function d_weights(
  { embeddings, d_logits, d_weights }: { embeddings: Vector; d_logits: Vector; d_weights: Vector },
  { rows, columns, width }: Shape,
  { COMPARISON }: Overrides,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const d_logit = d_logits[i * columns + j]!;
      for (let k = 0; k < width; k++) {
        d_weights[k]! += d_logit * compare(COMPARISON, embeddings[i * width + k]!, embeddings[j * width + k]!);
      }
      d_weights[width]! += d_logit;
    }
  }
}
