import dDistancesCode from '../../shaders/hinge.d_distances.wgsl';
import forwardCode from '../../shaders/hinge.forward.wgsl';
import reduceCode from '../../shaders/hinge.reduce.wgsl';
import type { Target } from '../gpu/backend.js';
import { defineKernel } from '../gpu/kernel.js';
import type { Dispatch, Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { summingLanes } from './lanes.js';
import { type Reducer, reducers } from './reducer.js';

export const hingeForward = defineKernel({
  name: 'hinge.forward',
  code: forwardCode,
  params: { rows: 'u32', margin: 'f32' },
  bindings: { distances: 'read', negatives: 'read', row_sums: 'read_write' },
});

export const hingeReduce = defineKernel({
  name: 'hinge.reduce',
  code: reduceCode,
  params: { rows: 'u32', slot: 'u32', reducer: 'u32' },
  bindings: { row_sums: 'read', stats: 'read_write', scale: 'read_write' },
});

export const hingeDDistances = defineKernel({
  name: 'hinge.d_distances',
  code: dDistancesCode,
  params: { rows: 'u32', margin: 'f32' },
  bindings: { distances: 'read', negatives: 'read', scale: 'read', d_distances: 'read_write' },
});

export interface HingeShape {
  readonly rows: number;
  /** α, on squared distances. */
  readonly margin: number;
}

/** How the kernels cut their work; the default is what the planner uses, tests try others. */
export interface HingeTiling {
  /** Invocations of a workgroup: a power of two up to 256. */
  readonly workgroup: number;
}

const tilingFor = (target: Target): HingeTiling => ({ workgroup: summingLanes(target) });

/** Words of `row_sums`, which `forward` leaves for `reduce`. */
export function rowSumsLength(rows: number): number {
  return rows * 8;
}

/** Sums each anchor's h = max(d(A,P) − d(A,N) + α, 0) over its mined triplets. distances, negatives [rows, rows]. */
export function forward(
  recorder: Recorder,
  buffers: Record<'distances' | 'negatives' | 'row_sums', Slice>,
  { rows, margin }: HingeShape,
  { workgroup } = tilingFor(recorder.target),
): void {
  recorder.dispatch(hingeForward, {
    buffers,
    params: { rows, margin },
    workgroups: [rows, 1, 1],
    overrides: { WORKGROUP: workgroup },
  });
}

/**
 * Writes the record `slot` of `stats` [slots, 8] (see metric/stats) and `scale` [1] for `dDistances`.
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
  return recorder.dispatch(hingeReduce, {
    buffers,
    params: { rows, slot, reducer: reducers.indexOf(reducer) },
    workgroups: [1, 1, 1],
    overrides: { WORKGROUP: workgroup },
  });
}

/** The gradient of the reduced loss on d_distances [rows, rows]; overwrites. No gradient goes through the mining. */
export function dDistances(
  recorder: Recorder,
  buffers: Record<'distances' | 'negatives' | 'scale' | 'd_distances', Slice>,
  { rows, margin }: HingeShape,
  { workgroup } = tilingFor(recorder.target),
): void {
  recorder.dispatch(hingeDDistances, {
    buffers,
    params: { rows, margin },
    workgroups: [rows, 1, 1],
    overrides: { WORKGROUP: workgroup },
  });
}
