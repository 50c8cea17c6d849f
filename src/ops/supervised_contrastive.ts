import dDistancesCode from '../../shaders/supervised_contrastive.d_distances.wgsl';
import forwardCode from '../../shaders/supervised_contrastive.forward.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import type { Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { dispatchByAnchor, type PairsShape, pairsTiling } from './pairs.js';

const params = {
  rows: 'u32',
  columns: 'u32',
  temperature: 'f32',
} as const;

export const supervisedContrastiveForward = defineKernel({
  name: 'supervised_contrastive.forward',
  code: forwardCode,
  params,
  bindings: { distances: 'read', labels: 'read', pairs: 'read', row_sums: 'read_write' },
});

export const supervisedContrastiveDDistances = defineKernel({
  name: 'supervised_contrastive.d_distances',
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

export interface SupervisedContrastiveShape extends PairsShape {
  /** What distances are divided by in the softmax, above 0. */
  readonly temperature: number;
}

const paramsOf = ({ rows, columns, temperature }: SupervisedContrastiveShape) => ({ rows, columns, temperature });

/**
 * Each anchor's loss −1/P Σ log softmax(−d / temperature) over its P positives, the softmax over all its pairs; 0 without a
 * positive. distances, pairs [rows, columns], labels [columns]; `pair_loss.reduce` and `dDistances` read row_sums.
 */
export function forward(
  recorder: Recorder,
  buffers: Record<'distances' | 'labels' | 'pairs' | 'row_sums', Slice>,
  shape: SupervisedContrastiveShape,
  tiling = pairsTiling(recorder.target),
): void {
  dispatchByAnchor(recorder, supervisedContrastiveForward, buffers, paramsOf(shape), tiling);
}

/** The gradient of the reduced loss on d_distances [rows, columns]; overwrites. `scale` is of `pair_loss.reduce`. */
export function dDistances(
  recorder: Recorder,
  buffers: Record<'distances' | 'labels' | 'pairs' | 'row_sums' | 'scale' | 'd_distances', Slice>,
  shape: SupervisedContrastiveShape,
  tiling = pairsTiling(recorder.target),
): void {
  dispatchByAnchor(recorder, supervisedContrastiveDDistances, buffers, paramsOf(shape), tiling);
}
