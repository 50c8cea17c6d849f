import dDistancesCode from '../../shaders/multi_similarity.d_distances.wgsl';
import forwardCode from '../../shaders/multi_similarity.forward.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import type { Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { dispatchByAnchor, type PairsShape, pairsTiling } from './pairs.js';

const params = {
  rows: 'u32',
  columns: 'u32',
  alpha: 'f32',
  beta: 'f32',
  base: 'f32',
} as const;

export const multiSimilarityForward = defineKernel({
  name: 'multi_similarity.forward',
  code: forwardCode,
  params,
  bindings: { distances: 'read', labels: 'read', pairs: 'read', row_sums: 'read_write' },
});

export const multiSimilarityDDistances = defineKernel({
  name: 'multi_similarity.d_distances',
  code: dDistancesCode,
  params,
  bindings: {
    distances: 'read',
    labels: 'read',
    pairs: 'read',
    row_sums: 'read',
    scale: 'read',
    d_distances: 'read_write',
  },
});

export interface MultiSimilarityShape extends PairsShape {
  /** How sharply far positives count more than near ones, above 0. */
  readonly alpha: number;
  /** How sharply near negatives count more than far ones, above 0. */
  readonly beta: number;
  /** The distance around which pairs begin to count; a base b on a cosine similarity is 1 − b on a cosine distance. */
  readonly base: number;
}

const paramsOf = ({ rows, columns, alpha, beta, base }: MultiSimilarityShape) => ({ rows, columns, alpha, beta, base });

/**
 * Each anchor's loss log(1 + Σ e^(alpha · (d − base))) / alpha over its positives plus log(1 + Σ e^(beta · (base − d))) / beta over
 * its negatives. distances, pairs [rows, columns], labels [columns]; `pair_loss.reduce` and `dDistances` read row_sums.
 */
export function forward(
  recorder: Recorder,
  buffers: Record<'distances' | 'labels' | 'pairs' | 'row_sums', Slice>,
  shape: MultiSimilarityShape,
  tiling = pairsTiling(recorder.target),
): void {
  dispatchByAnchor(recorder, multiSimilarityForward, buffers, paramsOf(shape), tiling);
}

/** The gradient of the reduced loss on d_distances [rows, columns]; overwrites. `scale` is of `pair_loss.reduce`. */
export function dDistances(
  recorder: Recorder,
  buffers: Record<'distances' | 'labels' | 'pairs' | 'row_sums' | 'scale' | 'd_distances', Slice>,
  shape: MultiSimilarityShape,
  tiling = pairsTiling(recorder.target),
): void {
  dispatchByAnchor(recorder, multiSimilarityDDistances, buffers, paramsOf(shape), tiling);
}
