import dDistancesCode from '../../shaders/triplet.d_distances.wgsl';
import forwardCode from '../../shaders/triplet.forward.wgsl';
import reduceCode from '../../shaders/triplet.reduce.wgsl';
import type { Target } from '../gpu/backend.js';
import { defineKernel } from '../gpu/kernel.js';
import type { Dispatch, Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { summingLanes } from './lanes.js';
import { type Reducer, reducers } from './reducer.js';

/**
 * What a triplet costs that has v = d(A,P) − d(A,N) + α.
 * - `hinge`: max(v, 0) (F. Schroff et al., 2015).
 * - `softMargin`: log(1 + exp(v)), which never stops pulling (A. Hermans et al., 2017); pytorch-metric-learning's `smooth_loss`.
 */
export type TripletLoss = 'hinge' | 'softMargin';

const params = { rows: 'u32', columns: 'u32', margin: 'f32', soft: 'u32', swap: 'u32' } as const;

export const tripletForward = defineKernel({
  name: 'triplet.forward',
  code: forwardCode,
  params,
  bindings: { distances: 'read', labels: 'read', negatives: 'read', row_sums: 'read_write' },
});

export const tripletReduce = defineKernel({
  name: 'triplet.reduce',
  code: reduceCode,
  params: { rows: 'u32', slot: 'u32', reducer: 'u32' },
  bindings: { row_sums: 'read', stats: 'read_write', scale: 'read_write' },
});

export const tripletDDistances = defineKernel({
  name: 'triplet.d_distances',
  code: dDistancesCode,
  params,
  bindings: { distances: 'read', labels: 'read', negatives: 'read', scale: 'read', d_distances: 'read_write' },
});

export interface TripletOptions {
  /** Anchors. */
  readonly rows: number;
  /** Candidates, the anchors first. Default `rows`. */
  readonly columns?: number;
  /** α, on the scale of the distance. */
  readonly margin: number;
  /** Default `hinge`. */
  readonly loss?: TripletLoss;
  /**
   * Takes d(P,N) for d(A,N) where it is smaller (V. Balntas et al., 2016); where they are equal each gets half of the gradient. Not for a
   * positive outside the batch. Default false.
   */
  readonly swap?: boolean;
}

/** How the kernels cut their work; the default is what the planner uses, tests try others. */
export interface TripletTiling {
  /** Invocations of a workgroup: a power of two up to 256. */
  readonly workgroup: number;
}

const tilingFor = (target: Target): TripletTiling => ({ workgroup: summingLanes(target) });

/** Words of `row_sums`, which `forward` leaves for `reduce`. */
export function rowSumsLength(rows: number): number {
  return rows * 8;
}

/** Words of `scale`, which `reduce` leaves for `dDistances`. */
export function scaleLength(rows: number): number {
  return rows;
}

function paramsOf({ rows, columns = rows, margin, loss = 'hinge', swap = false }: TripletOptions) {
  return { rows, columns, margin, soft: loss === 'softMargin' ? 1 : 0, swap: swap ? 1 : 0 };
}

/** Sums each anchor's losses over its mined triplets. distances and negatives [rows, columns], labels [columns]. */
export function forward(
  recorder: Recorder,
  buffers: Record<'distances' | 'labels' | 'negatives' | 'row_sums', Slice>,
  options: TripletOptions,
  { workgroup } = tilingFor(recorder.target),
): void {
  recorder.dispatch(tripletForward, {
    buffers,
    params: paramsOf(options),
    workgroups: [options.rows, 1, 1],
    overrides: { WORKGROUP: workgroup },
  });
}

/**
 * Writes the record `slot` of `stats` [slots, 8] (see metric/objective/stats) and `scale` [rows] for `dDistances`.
 *
 * @returns the dispatch, so that a program can move on to the next `slot` with `setParams`.
 */
export function reduce(
  recorder: Recorder,
  buffers: Record<'row_sums' | 'stats' | 'scale', Slice>,
  {
    rows,
    slot = 0,
    reducer = 'activeMean',
  }: { readonly rows: number; readonly slot?: number; readonly reducer?: Reducer },
  { workgroup } = tilingFor(recorder.target),
): Dispatch {
  return recorder.dispatch(tripletReduce, {
    buffers,
    params: { rows, slot, reducer: reducers.indexOf(reducer) },
    workgroups: [1, 1, 1],
    overrides: { WORKGROUP: workgroup },
  });
}

/** The gradient of the reduced loss on d_distances [rows, columns]; overwrites. No gradient goes through the mining. */
export function dDistances(
  recorder: Recorder,
  buffers: Record<'distances' | 'labels' | 'negatives' | 'scale' | 'd_distances', Slice>,
  options: TripletOptions,
  { workgroup } = tilingFor(recorder.target),
): void {
  recorder.dispatch(tripletDDistances, {
    buffers,
    params: paramsOf(options),
    workgroups: [options.rows, 1, 1],
    overrides: { WORKGROUP: workgroup },
  });
}
