import type { Comparisons } from '../comparisons/comparisons.js';
import { checkEmbeddings, visitPairs } from '../comparisons/pairs.js';
import { complement, type Estimate } from '../statistics/estimate.js';
import { ErrorRates } from './error-rates.js';

/** How a search for people who are enrolled fares where the threshold is chosen for those who are not. */
export interface FnirAtFpir {
  /** What was asked for: the largest share of searches by people who are not enrolled that may find someone (FPIR). */
  readonly fpir: number;
  /** Largest squared distance that keeps it; null where nothing may be accepted. */
  readonly threshold: number | null;
  /** Share of searches by enrolled people that do not find them: another is nearer, or they are beyond the threshold. */
  readonly fnir: Estimate;
}

/** No threshold accepts it: squared distances end at 4. */
const NEVER = 5;

/**
 * Leave-one-out searches among all other pictures. Each picture searches as somebody who is not enrolled, its own identity taken out,
 * which gives an impostor distance; and, if its identity has other pictures, as somebody who is, which gives a genuine one.
 *
 * @param embeddings - [N, D], unit rows. @param labels - [N] identity of each row, two identities at least.
 * @throws KinfoldError as `checkEmbeddings`.
 */
export function openSetSearches(embeddings: Float32Array, labels: ArrayLike<number>): Comparisons {
  checkEmbeddings('openSetSearches', embeddings, labels.length);
  const own = new Float64Array(labels.length).fill(Number.POSITIVE_INFINITY);
  const other = new Float64Array(labels.length).fill(Number.POSITIVE_INFINITY);
  visitPairs(embeddings, labels.length, (i, j, squared) => {
    const nearest = labels[i] === labels[j] ? own : other;
    for (const row of [i, j]) nearest[row] = Math.min(nearest[row]!, squared);
  });
  const rows = Array.from(own.keys());
  const mated = rows.filter((row) => own[row]! < Number.POSITIVE_INFINITY);
  const alone = rows.filter((row) => other[row]! < Number.POSITIVE_INFINITY);
  return {
    // Somebody else at exactly the same distance is nobody found.
    genuine: Float32Array.from(mated, (row) => (own[row]! < other[row]! ? own[row]! : NEVER)),
    impostor: Float32Array.from(alone, (row) => other[row]!),
    identities: {
      genuine: Uint32Array.from(mated, (row) => labels[row]!),
      impostor: Uint32Array.from(alone.flatMap((row) => [labels[row]!, labels[row]!])),
    },
  };
}

/**
 * FNIR at FPIR (P. Grother, M. Ngan and K. Hanaoka, "Face Recognition Vendor Test, part 2: identification", 2019), rank 1.
 *
 * @param fpir - above 0 and below 1.
 * @throws KinfoldError as {@link openSetSearches}; `argument-invalid` when no identity has two pictures or there is one only.
 */
export function fnirAtFpir(embeddings: Float32Array, labels: ArrayLike<number>, fpir: number): FnirAtFpir {
  const { threshold, tar } = new ErrorRates(openSetSearches(embeddings, labels)).tarAtFar(fpir);
  return { fpir, threshold, fnir: complement(tar) };
}
