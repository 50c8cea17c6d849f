import { checkEmbeddings, collectPairs, visitPairs } from '../comparisons/pairs.js';
import { NearestRows } from './rank.js';
import { ascending, eer, tarAtFar } from './roc.js';

/** How well embeddings tell identities apart; all numbers are fractions in [0, 1]. */
export interface Evaluation {
  /** Share of genuine pairs accepted where at most 1 % and 0.1 % of the impostor pairs are. */
  readonly tarAtFar: { readonly '0.01': number; readonly '0.001': number };
  /** Equal error rate. */
  readonly eer: number;
  /** Leave-one-out: share of pictures whose nearest other picture shows the same identity. */
  readonly rank1: number;
}

/**
 * Measures all N·(N − 1)/2 pairs of pictures, which none of them should have been taught.
 *
 * @param embeddings - [N, D], unit rows.
 * @param labels - [N] identity of each row.
 * @throws `shape-mismatch`, `not-finite`, `zero-vector`, or `argument-invalid` for rows that are not unit vectors, and when there
 *   is no pair of one identity or none of two.
 */
export function evaluate(embeddings: Float32Array, labels: ArrayLike<number>): Evaluation {
  checkEmbeddings('evaluate', embeddings, labels.length);
  const pairs = collectPairs(labels);
  const nearest = new NearestRows(labels.length);
  visitPairs(embeddings, labels.length, (i, j, squared) => {
    pairs.add(i, j, squared);
    nearest.offerPair(i, j, squared);
  });
  const genuine = ascending('genuine', pairs.genuine);
  const impostor = ascending('impostor', pairs.impostor);
  return {
    tarAtFar: { '0.01': tarAtFar(genuine, impostor, 0.01), '0.001': tarAtFar(genuine, impostor, 0.001) },
    eer: eer(genuine, impostor),
    rank1: nearest.leaveOneOut(labels),
  };
}
