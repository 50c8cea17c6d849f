import type { Recorder } from '../../gpu/recorder.js';
import { type BufferSpec, type Slice, tensor } from '../../gpu/tensor.js';
import * as crossEntropy from '../../ops/cross_entropy.js';
import * as pairLoss from '../../ops/pair_loss.js';
import * as pairs from '../../ops/pairs.js';
import * as verifier from '../../ops/verifier.js';
import { STATS_STRIDE } from '../objective/stats.js';

/** The way from embeddings to a verifier's logits and their loss, and back to the logits. */
export interface VerifierPlan {
  readonly buffers: readonly BufferSpec[];
  /** [STATS_STRIDE], see metric/objective/stats. */
  readonly stats: Slice;
  /** [rows, rows] */
  readonly dLogits: Slice;
  /** embeddings [rows, width], labels [rows] of u32, weights [width + 1] with the bias last. */
  record(recorder: Recorder, buffers: Record<'embeddings' | 'labels' | 'weights', Slice>): void;
}

/**
 * Plans the balanced cross-entropy of a batch: the mean over its positive pairs plus the mean over its negative ones. A verifier that
 * knows nothing has 2 · log 2.
 */
export function planVerifier(comparison: verifier.FeatureComparison, rows: number, width: number): VerifierPlan {
  const shape = { rows, columns: rows, width };
  const logits = tensor('logits', rows * rows);
  const dLogits = tensor('d logits', rows * rows);
  const counts = tensor('pairs', rows * rows, 'u32');
  const rowSums = tensor('row sums', pairLoss.rowSumsLength(rows));
  const scale = tensor('loss scale', pairLoss.scaleLength(rows));
  const stats = tensor('statistics', STATS_STRIDE);
  return {
    buffers: [logits, dLogits, counts, rowSums, scale, stats].map(({ buffer }) => buffer),
    stats,
    dLogits,
    record(recorder, { embeddings, labels, weights }) {
      verifier.forward(recorder, comparison, { embeddings, weights, logits }, shape);
      pairs.all(recorder, { pairs: counts }, shape);
      crossEntropy.forward(recorder, { logits, labels, pairs: counts, row_sums: rowSums }, shape);
      const reduction = { rows, reducer: 'mean', needsBoth: true } as const;
      pairLoss.reduce(recorder, { row_sums: rowSums, stats, scale }, reduction);
      crossEntropy.dLogits(recorder, { logits, labels, pairs: counts, scale, d_logits: dLogits }, shape);
    },
  };
}
