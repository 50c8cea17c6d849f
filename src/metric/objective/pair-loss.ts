import { tensor } from '../../gpu/tensor.js';
import * as contrastive from '../../ops/contrastive.js';
import * as multiSimilarity from '../../ops/multi_similarity.js';
import * as pairLoss from '../../ops/pair_loss.js';
import * as pairs from '../../ops/pairs.js';
import * as supervisedContrastive from '../../ops/supervised_contrastive.js';
import type { LossOptions, LossPlan } from './loss.js';

/**
 * What the pairs of a batch cost at their distances d; definitions and defaults are pytorch-metric-learning's.
 * - `contrastive`: max(d − positiveMargin, 0) of a positive pair, max(margin − d, 0) of a negative one (R. Hadsell et al., 2006).
 *   Positive and negative pairs are reduced apart, and the two are added.
 * - `multiSimilarity`: for each anchor log(1 + Σ exp(alpha · (d − base))) / alpha over its positives plus
 *   log(1 + Σ exp(beta · (base − d))) / beta over its negatives (X. Wang et al., 2019).
 * - `supervisedContrastive`: for each anchor the mean over its positives of −log softmax(−d / temperature), the softmax over all its pairs;
 *   0 without a positive, and for a batch without pairs of both kinds (P. Khosla et al., 2020).
 */
export type PairLoss = 'contrastive' | 'multiSimilarity' | 'supervisedContrastive';

export const pairLosses: readonly PairLoss[] = ['contrastive', 'multiSimilarity', 'supervisedContrastive'];

/** What shapes the losses of pairs; each reads its own. Distances are those that the objective measures. */
export interface PairLossOptions {
  /** Of `contrastive`: positive pairs nearer than this cost nothing. Default 0. */
  readonly positiveMargin?: number | undefined;
  /** Of `multiSimilarity`: how sharply far positives count more than near ones, above 0. Default 2. */
  readonly alpha?: number | undefined;
  /** Of `multiSimilarity`: how sharply near negatives count more than far ones, above 0. Default 50. */
  readonly beta?: number | undefined;
  /** Of `multiSimilarity`: the distance around which pairs begin to count. A base b on a cosine similarity is 1 − b here. Default 0.5. */
  readonly base?: number | undefined;
  /** Of `supervisedContrastive`: what distances are divided by, above 0. Default 0.1. */
  readonly temperature?: number | undefined;
}

/** Plans a loss over every pair of the batch, or over the pairs of its mined triplets; pure arithmetic. */
export function planPairLoss(loss: PairLoss, options: LossOptions): LossPlan {
  const { rows, columns, reducer, margin, everyPair } = options;
  const { positiveMargin = 0, alpha = 2, beta = 50, base = 0.5, temperature = 0.1 } = options;
  const shape = { rows, columns, positiveMargin, margin, alpha, beta, base, temperature };
  const op = { contrastive, multiSimilarity, supervisedContrastive }[loss];
  const counts = tensor('pairs', rows * columns, 'u32');
  const row_sums = tensor('row sums', pairLoss.rowSumsLength(rows));
  const scale = tensor('loss scale', pairLoss.scaleLength(rows));
  return {
    buffers: [counts.buffer, row_sums.buffer, scale.buffer],
    record(recorder, { distances, labels, negatives, stats, dDistances }) {
      const chosen = { distances, labels, pairs: counts };
      if (everyPair) pairs.all(recorder, { pairs: counts }, shape);
      else pairs.mined(recorder, { negatives, labels, pairs: counts }, shape);
      op.forward(recorder, { ...chosen, row_sums }, shape);
      const reduction = { rows, reducer, needsBoth: loss === 'supervisedContrastive' };
      pairLoss.reduce(recorder, { row_sums, stats, scale }, reduction);
      op.dDistances(recorder, { ...chosen, row_sums, scale, d_distances: dDistances }, shape);
    },
  };
}
