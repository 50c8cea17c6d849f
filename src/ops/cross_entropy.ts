import dLogitsCode from '../../shaders/cross_entropy.d_logits.wgsl';
import forwardCode from '../../shaders/cross_entropy.forward.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import type { Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { dispatchByAnchor, type PairsShape, pairsTiling } from './pairs.js';

const params = {
  rows: 'u32',
  columns: 'u32',
} as const;

export const crossEntropyForward = defineKernel({
  name: 'cross_entropy.forward',
  code: forwardCode,
  params,
  bindings: { logits: 'read', labels: 'read', pairs: 'read', row_sums: 'read_write' },
});

export const crossEntropyDLogits = defineKernel({
  name: 'cross_entropy.d_logits',
  code: dLogitsCode,
  params,
  bindings: {
    logits: 'read',
    labels: 'read',
    pairs: 'read',
    scale: 'read',
    d_logits: 'read_write',
  },
});

/**
 * Sums each anchor's binary cross-entropies of "this pair shows one identity": log(1 + e^−z) of positive pairs, log(1 + e^z)
 * of negative ones. logits, pairs [rows, columns], labels [columns]; `pair_loss.reduce` reads row_sums.
 */
export function forward(
  recorder: Recorder,
  buffers: Record<'logits' | 'labels' | 'pairs' | 'row_sums', Slice>,
  { rows, columns }: PairsShape,
  tiling = pairsTiling(recorder.target),
): void {
  dispatchByAnchor(recorder, crossEntropyForward, buffers, { rows, columns }, tiling);
}

/** The gradient of the reduced loss on d_logits [rows, columns]; overwrites. `scale` is of `pair_loss.reduce`. */
export function dLogits(
  recorder: Recorder,
  buffers: Record<'logits' | 'labels' | 'pairs' | 'scale' | 'd_logits', Slice>,
  { rows, columns }: PairsShape,
  tiling = pairsTiling(recorder.target),
): void {
  dispatchByAnchor(recorder, crossEntropyDLogits, buffers, { rows, columns }, tiling);
}
