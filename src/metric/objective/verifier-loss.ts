import type { Recorder } from '../../gpu/recorder.js';
import { type BufferSpec, type Slice, tensor } from '../../gpu/tensor.js';
import * as crossEntropy from '../../ops/cross_entropy.js';
import * as pairLoss from '../../ops/pair_loss.js';
import * as pairs from '../../ops/pairs.js';
import type { Reducer } from '../../ops/reducer.js';
import * as verifier from '../../ops/verifier.js';
import { STATS_STRIDE } from './stats.js';

export interface VerifierLossOptions {
  readonly comparison: verifier.FeatureComparison;
  readonly rows: number;
  readonly width: number;
  readonly reducer: Reducer;
}

/** What it reads: embeddings [rows, width], labels [rows] of u32, weights [width + 1] with the bias last. */
export interface VerifierLossBuffers {
  readonly embeddings: Slice;
  readonly labels: Slice;
  readonly weights: Slice;
  /** Mined triplets, [rows, rows], see ops/mining. Without them every pair counts. */
  readonly negatives?: Slice | undefined;
  /** [STATS_STRIDE], see metric/objective/stats. Default: the plan's own. */
  readonly stats?: Slice;
}

/** The way from embeddings to a verifier's logits and their loss, and back to the logits. */
export interface VerifierLossPlan {
  readonly buffers: readonly BufferSpec[];
  readonly stats: Slice;
  /** [rows, rows] */
  readonly dLogits: Slice;
  record(recorder: Recorder, buffers: VerifierLossBuffers): void;
}

/**
 * Plans the cross-entropy of "the pair shows one identity". Positive and negative pairs are reduced apart and added, so that with `mean`
 * both weigh the same: a verifier that knows nothing has 2 · log 2. It is 0 for a batch without pairs of both kinds.
 */
export function planVerifierLoss({ comparison, rows, width, reducer }: VerifierLossOptions): VerifierLossPlan {
  const shape = { rows, columns: rows, width };
  const logits = tensor('logits', rows * rows);
  const dLogits = tensor('d logits', rows * rows);
  const counts = tensor('pairs', rows * rows, 'u32');
  const rowSums = tensor('row sums', pairLoss.rowSumsLength(rows));
  const scale = tensor('loss scale', pairLoss.scaleLength(rows));
  const own = tensor('statistics', STATS_STRIDE);
  return {
    buffers: [logits, dLogits, counts, rowSums, scale, own].map(({ buffer }) => buffer),
    stats: own,
    dLogits,
    record(recorder, { embeddings, labels, weights, negatives, stats = own }) {
      verifier.forward(recorder, comparison, { embeddings, weights, logits }, shape);
      if (negatives) pairs.mined(recorder, { negatives, labels, pairs: counts }, shape);
      else pairs.all(recorder, { pairs: counts }, shape);
      crossEntropy.forward(recorder, { logits, labels, pairs: counts, row_sums: rowSums }, shape);
      pairLoss.reduce(recorder, { row_sums: rowSums, stats, scale }, { rows, reducer, needsBoth: true });
      crossEntropy.dLogits(recorder, { logits, labels, pairs: counts, scale, d_logits: dLogits }, shape);
    },
  };
}
