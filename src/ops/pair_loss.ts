import reduceCode from '../../shaders/pair_loss.reduce.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import type { Dispatch, Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { pairsTiling } from './pairs.js';
import { type Reducer, reducers } from './reducer.js';

export const pairLossReduce = defineKernel({
  name: 'pair_loss.reduce',
  code: reduceCode,
  params: { rows: 'u32', slot: 'u32', reducer: 'u32', needs_both: 'u32' },
  bindings: { row_sums: 'read', stats: 'read_write', scale: 'read_write' },
});

/** Words of `row_sums`, which a loss of pairs leaves for `reduce` and for its backward. */
export function rowSumsLength(rows: number): number {
  return rows * 16;
}

/** Words of `scale`, which `reduce` leaves for the backward. */
export function scaleLength(rows: number): number {
  return rows * 2;
}

export interface PairLossReduction {
  readonly rows: number;
  readonly slot?: number;
  readonly reducer: Reducer;
  /** True for a loss that is 0 unless the batch has positive and negative pairs. */
  readonly needsBoth: boolean;
}

/**
 * Writes the record `slot` of `stats` [slots, 8] (see metric/objective/stats) and `scale` [rows, 2]. What the losses of pairs call a
 * term is a pair, or an anchor where all pairs of an anchor make one loss. Positive and negative pairs are reduced
 * apart and added, as in pytorch-metric-learning's reducers.
 *
 * @returns the dispatch, so that a program can move on to the next `slot` with `setParams`.
 */
export function reduce(
  recorder: Recorder,
  buffers: Record<'row_sums' | 'stats' | 'scale', Slice>,
  { rows, slot = 0, reducer, needsBoth }: PairLossReduction,
  { workgroup } = pairsTiling(recorder.target),
): Dispatch {
  return recorder.dispatch(pairLossReduce, {
    buffers,
    params: { rows, slot, reducer: reducers.indexOf(reducer), needs_both: needsBoth ? 1 : 0 },
    workgroups: [1, 1, 1],
    overrides: { WORKGROUP: workgroup },
  });
}
