import { KinfoldError } from '../../errors.js';
import { identitySizes } from '../comparisons/identity-sizes.js';
import { checkEmbeddings, squaredDistance } from '../comparisons/pairs.js';
import { bootstrapMean } from '../statistics/bootstrap.js';
import { type Estimate, sharesEstimate } from '../statistics/estimate.js';

/**
 * How well each picture finds the others of its identity among all other pictures. Pictures that are the only one of their identity
 * are there to be found but search for nobody. Definitions as in pytorch-metric-learning's `AccuracyCalculator`.
 */
export interface Retrieval {
  /** Pictures that search. */
  readonly searches: number;
  /** Share of searches whose nearest picture is of the same identity. */
  readonly precisionAt1: Estimate;
  /** Mean share of the same identity among the R nearest, where R is how many there are of it. */
  readonly rPrecision: Estimate;
  /** Mean over the searches of (1/R)·Σ of the precision at each of the R nearest that is of the same identity. */
  readonly mapAtR: Estimate;
  /** Share of searches with one of the same identity among the k nearest identities, for k = 1…10 (the CMC curve). */
  readonly rankK: readonly Estimate[];
}

const RANKS = 10;

/**
 * Leave-one-out search, with intervals for other people searching in this gallery.
 *
 * @param embeddings - [N, D], unit rows. @param labels - [N] identity of each row.
 * @param seed - of the bootstrap over identities, by which the intervals of R-precision and MAP@R are found; default 0.
 * @throws KinfoldError as `checkEmbeddings`; `argument-invalid` when no identity has two rows.
 */
export function retrieval(embeddings: Float32Array, labels: ArrayLike<number>, seed = 0): Retrieval {
  const width = checkEmbeddings('retrieval', embeddings, labels.length);
  const sizes = identitySizes(labels);
  const searching = Array.from({ length: labels.length }, (_, i) => i).filter((i) => sizes.get(labels[i]!)! > 1);
  if (searching.length === 0) {
    throw new KinfoldError('argument-invalid', 'retrieval: no identity has two pictures; add some');
  }
  const searchers = Uint32Array.from(searching, (i) => labels[i]!);
  const found = searching.map((probe) => {
    const ranked = nearestLabels(embeddings, labels, probe, width);
    return score(ranked, labels[probe]!, sizes.get(labels[probe]!)! - 1);
  });
  const share = (value: (of: Score) => number) => sharesEstimate(found.map(value), searchers);
  return {
    searches: searching.length,
    precisionAt1: share(({ rank }) => Number(rank === 1)),
    rPrecision: bootstrapMean(
      found.map((of) => of.rPrecision),
      searchers,
      seed,
    ),
    mapAtR: bootstrapMean(
      found.map((of) => of.mapAtR),
      searchers,
      seed,
    ),
    rankK: Array.from({ length: Math.min(RANKS, sizes.size) }, (_, k) => share(({ rank }) => Number(rank <= k + 1))),
  };
}

interface Score {
  /** Place of the own identity among all, from 1 on. */
  readonly rank: number;
  readonly rPrecision: number;
  readonly mapAtR: number;
}

/** Labels of all other rows, nearest first; of equal distances the lowest row. */
function nearestLabels(embeddings: Float32Array, labels: ArrayLike<number>, probe: number, width: number): number[] {
  const distances = new Float64Array(labels.length);
  for (let i = 0; i < labels.length; i++) distances[i] = squaredDistance(embeddings, probe, embeddings, i, width);
  const order = Uint32Array.from({ length: labels.length }, (_, i) => i).sort(
    (a, b) => distances[a]! - distances[b]! || a - b,
  );
  return Array.from(
    order.filter((i) => i !== probe),
    (i) => labels[i]!,
  );
}

function score(ranked: readonly number[], label: number, mates: number): Score {
  let hits = 0;
  let precisions = 0;
  for (let place = 0; place < mates; place++) {
    if (ranked[place] !== label) continue;
    hits++;
    precisions += hits / (place + 1);
  }
  const nearer = new Set(ranked.slice(0, ranked.indexOf(label)));
  return { rank: nearer.size + 1, rPrecision: hits / mates, mapAtR: precisions / mates };
}
