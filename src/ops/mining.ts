import batchHardCode from '../../shaders/mining.batch_hard.wgsl';
import semiHardCode from '../../shaders/mining.semi_hard.wgsl';
import type { Target } from '../gpu/backend.js';
import { defineKernel } from '../gpu/kernel.js';
import type { Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { summingLanes } from './lanes.js';

/**
 * Which triplets of a batch are learned from.
 * - `batch-hard`: for each anchor its farthest positive with its nearest negative.
 * - `semi-hard`: for each anchor–positive pair the nearest negative with d(A,P) < d(A,N) < d(A,P) + α; a pair without
 *   one gives no triplet.
 */
export type Miner = 'batch-hard' | 'semi-hard';

/** In `negatives`: the pair has no triplet. */
export const NONE = 0xffffffff;

export const miningBatchHard = defineKernel({
  name: 'mining.batch_hard',
  code: batchHardCode,
  params: { rows: 'u32' },
  bindings: { distances: 'read', labels: 'read', negatives: 'read_write' },
});

export const miningSemiHard = defineKernel({
  name: 'mining.semi_hard',
  code: semiHardCode,
  params: { rows: 'u32', margin: 'f32' },
  bindings: { distances: 'read', labels: 'read', negatives: 'read_write' },
});

/** How the kernels cut their work; the default is what the planner uses, tests try others. */
export interface MiningTiling {
  /** Invocations of an anchor: a power of two from 4 to 256. */
  readonly workgroup: number;
}

const tilingFor = (target: Target): MiningTiling => ({ workgroup: summingLanes(target) });

/**
 * Mines triplets. distances [rows, rows]; labels [rows], u32, equal for one identity; negatives [rows, rows], u32:
 * negatives[i, j] is the negative of the pair (anchor i, positive j), or `NONE`. Ties go to the lowest index. Selection
 * is constant: no gradient goes through it. `margin` (α, on squared distances) is read by `semi-hard` only.
 */
export function forward(
  recorder: Recorder,
  miner: Miner,
  buffers: Record<'distances' | 'labels' | 'negatives', Slice>,
  { rows, margin }: { readonly rows: number; readonly margin: number },
  { workgroup } = tilingFor(recorder.target),
): void {
  const call = { buffers, workgroups: [rows, 1, 1] as const, overrides: { WORKGROUP: workgroup } };
  if (miner === 'batch-hard') recorder.dispatch(miningBatchHard, { ...call, params: { rows } });
  else recorder.dispatch(miningSemiHard, { ...call, params: { rows, margin } });
}
