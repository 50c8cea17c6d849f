import type { Recorder } from '../../src/gpu/recorder.js';
import type { Slice } from '../../src/gpu/tensor.js';
import * as contrastive from '../../src/ops/contrastive.js';
import * as crossEntropy from '../../src/ops/cross_entropy.js';
import * as multiSimilarity from '../../src/ops/multi_similarity.js';
import * as pairLoss from '../../src/ops/pair_loss.js';
import type { PairsShape } from '../../src/ops/pairs.js';
import type { Reducer } from '../../src/ops/reducer.js';
import * as supervisedContrastive from '../../src/ops/supervised_contrastive.js';
import { numbers } from './random.js';

export type PairLossName = 'contrastive' | 'multi_similarity' | 'supervised_contrastive' | 'cross_entropy';

/** Options of every loss; each reads its own. */
export interface PairLossOptions {
  readonly positiveMargin?: number;
  readonly margin?: number;
  readonly alpha?: number;
  readonly beta?: number;
  readonly base?: number;
  readonly temperature?: number;
}

export const pairLossNames: readonly PairLossName[] = [
  'contrastive',
  'multi_similarity',
  'supervised_contrastive',
  'cross_entropy',
];

export const defaults = { positiveMargin: 0.25, margin: 1.5, alpha: 2, beta: 50, base: 0.5, temperature: 0.1 };

export interface PairBatch extends PairsShape {
  /** Distances, or logits of the cross-entropy, [rows, columns]. */
  readonly values: Float64Array;
  readonly labels: Uint32Array;
  /** [rows, columns]: how often each pair counts; 0 to 2, 0 for an anchor with itself. */
  readonly pairs: Uint32Array;
}

/** Distances in [0, 4], in steps of `step` if that is not 0, so that there are ties and pairs right at a margin. */
export function pairBatch({ rows, columns }: PairsShape, classes: number, seed: number, step = 1 / 16): PairBatch {
  const drawn = numbers(seed, rows * columns, 0, 4);
  const counts = numbers(seed + 1, rows * columns, 0, 3);
  return {
    rows,
    columns,
    values: step === 0 ? drawn : drawn.map((value) => Math.round(value / step) * step),
    labels: Uint32Array.from(numbers(seed + 2, columns, 0, classes), Math.floor),
    pairs: Uint32Array.from(counts, (count, at) => (Math.floor(at / columns) === at % columns ? 0 : Math.floor(count))),
  };
}

export function pairTensors({ rows, columns, values, labels, pairs }: PairBatch) {
  return {
    values: { data: values },
    labels: { type: 'u32', data: labels },
    pairs: { type: 'u32', data: pairs },
    row_sums: { length: pairLoss.rowSumsLength(rows) },
    stats: { data: new Float64Array(16) },
    scale: { length: pairLoss.scaleLength(rows) },
    d_values: { length: rows * columns },
  } as const;
}

/** Records forward, reduce and backward of a loss; statistics go to record 1. */
export function recordPairLoss(
  name: PairLossName,
  { rows, columns }: PairsShape,
  reducer: Reducer,
  options: PairLossOptions = {},
  workgroup?: number,
) {
  const shape = { rows, columns, ...defaults, ...options };
  const tiling = workgroup ? { workgroup } : undefined;
  return (recorder: Recorder, s: Record<keyof ReturnType<typeof pairTensors>, Slice>) => {
    const buffers = { ...s, distances: s.values, logits: s.values, d_distances: s.d_values, d_logits: s.d_values };
    const needsBoth = name === 'supervised_contrastive';
    const reduce = () => pairLoss.reduce(recorder, s, { rows, slot: 1, reducer, needsBoth }, tiling);
    if (name === 'cross_entropy') {
      crossEntropy.forward(recorder, buffers, { rows, columns }, tiling);
      reduce();
      crossEntropy.dLogits(recorder, buffers, { rows, columns }, tiling);
      return;
    }
    const loss = { contrastive, multi_similarity: multiSimilarity, supervised_contrastive: supervisedContrastive }[
      name
    ];
    loss.forward(recorder, buffers, shape, tiling);
    reduce();
    loss.dDistances(recorder, buffers, shape, tiling);
  };
}
