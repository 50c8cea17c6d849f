import dDistancesCode from '../../shaders/contrastive.d_distances.wgsl';
import forwardCode from '../../shaders/contrastive.forward.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import type { Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { dispatchByAnchor, type PairsShape, pairsTiling } from './pairs.js';

const params = {
  rows: 'u32',
  columns: 'u32',
  positive_margin: 'f32',
  margin: 'f32',
} as const;

export const contrastiveForward = defineKernel({
  name: 'contrastive.forward',
  code: forwardCode,
  params,
  bindings: { distances: 'read', labels: 'read', pairs: 'read', row_sums: 'read_write' },
});

export const contrastiveDDistances = defineKernel({
  name: 'contrastive.d_distances',
  code: dDistancesCode,
  params,
  bindings: {
    distances: 'read',
    labels: 'read',
    pairs: 'read',
    scale: 'read',
    d_distances: 'read_write',
  },
});

export interface ContrastiveShape extends PairsShape {
  /** Positive pairs nearer than this cost nothing. */
  readonly positiveMargin: number;
  /** Negative pairs farther than this cost nothing. */
  readonly margin: number;
}

const paramsOf = ({ rows, columns, positiveMargin, margin }: ContrastiveShape) => ({
  rows,
  columns,
  positive_margin: positiveMargin,
  margin,
});

/**
 * Sums each anchor's losses of pairs: max(d − positiveMargin, 0) of positive ones, max(margin − d, 0) of negative ones.
 * distances, pairs [rows, columns], labels [columns]; `pair_loss.reduce` reads row_sums.
 */
export function forward(
  recorder: Recorder,
  buffers: Record<'distances' | 'labels' | 'pairs' | 'row_sums', Slice>,
  shape: ContrastiveShape,
  tiling = pairsTiling(recorder.target),
): void {
  dispatchByAnchor(recorder, contrastiveForward, buffers, paramsOf(shape), tiling);
}

/** The gradient of the reduced loss on d_distances [rows, columns]; overwrites. `scale` is of `pair_loss.reduce`. */
export function dDistances(
  recorder: Recorder,
  buffers: Record<'distances' | 'labels' | 'pairs' | 'scale' | 'd_distances', Slice>,
  shape: ContrastiveShape,
  tiling = pairsTiling(recorder.target),
): void {
  dispatchByAnchor(recorder, contrastiveDDistances, buffers, paramsOf(shape), tiling);
}
