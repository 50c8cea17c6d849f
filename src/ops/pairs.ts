import allCode from '../../shaders/pairs.all.wgsl';
import minedCode from '../../shaders/pairs.mined.wgsl';
import type { Target } from '../gpu/backend.js';
import { defineKernel, type Kernel } from '../gpu/kernel.js';
import type { Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { summingLanes } from './lanes.js';

export const pairsAll = defineKernel({
  name: 'pairs.all',
  code: allCode,
  params: { rows: 'u32', columns: 'u32' },
  bindings: { pairs: 'read_write' },
});

export const pairsMined = defineKernel({
  name: 'pairs.mined',
  code: minedCode,
  params: { rows: 'u32', columns: 'u32' },
  bindings: { negatives: 'read', labels: 'read', pairs: 'read_write' },
});

/** `columns` ≥ `rows`; column i < rows is anchor i itself, further columns are constants. */
export interface PairsShape {
  readonly rows: number;
  readonly columns: number;
}

/** How the kernels cut their work; the default is what the planner uses, tests try others. */
export interface PairsTiling {
  /** Invocations of an anchor: a power of two up to 256. */
  readonly workgroup: number;
}

export const pairsTiling = (target: Target): PairsTiling => ({ workgroup: summingLanes(target) });

/** Records a kernel of pairs that takes one workgroup an anchor. */
export function dispatchByAnchor<P extends string, B extends string>(
  recorder: Recorder,
  kernel: Kernel<P, B>,
  buffers: Readonly<Record<B, Slice>>,
  params: Readonly<Record<P, number>> & { readonly rows: number },
  { workgroup }: PairsTiling,
): void {
  recorder.dispatch(kernel, {
    buffers,
    params,
    workgroups: [params.rows, 1, 1],
    overrides: { WORKGROUP: workgroup },
  });
}

/** pairs [rows, columns], u32: 1 for every pair, 0 for an anchor with itself. */
export function all(
  recorder: Recorder,
  buffers: Record<'pairs', Slice>,
  { rows, columns }: PairsShape,
  tiling = pairsTiling(recorder.target),
): void {
  dispatchByAnchor(recorder, pairsAll, buffers, { rows, columns }, tiling);
}

/**
 * pairs [rows, columns], u32: how many mined triplets have the pair. A triplet (a, p, n) is the pairs (a, p) and (a, n), as in
 * pytorch-metric-learning's `convert_to_pairs`. negatives [rows, columns] of ops/mining, labels [columns].
 */
export function mined(
  recorder: Recorder,
  buffers: Record<'negatives' | 'labels' | 'pairs', Slice>,
  { rows, columns }: PairsShape,
  tiling = pairsTiling(recorder.target),
): void {
  dispatchByAnchor(recorder, pairsMined, buffers, { rows, columns }, tiling);
}
