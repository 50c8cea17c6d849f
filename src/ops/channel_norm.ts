import { foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import * as kernels from './channel_norm_kernels.js';
import type { Groups } from './spatial.js';
import { dispatchUnits } from './units.js';

/** Shares that the pixels of a group are summed in: both stages take about the same number of turns. */
function partsOf({ count }: Pick<Groups, 'count'>): number {
  return Math.ceil(Math.sqrt(count));
}

/** Words of the `partials` of `statistics` and of `dSums`. */
export function partialsLength(groups: Groups): number {
  return 2 * groups.outer * partsOf(groups) * groups.channels;
}

/** mean and variance (without n − 1) [outer, channels] of x [outer, count, channels]; `partials` is working memory. */
export function statistics(
  recorder: Recorder,
  { x, partials, mean, variance }: Record<'x' | 'partials' | 'mean' | 'variance', Slice>,
  { outer, count, channels }: Groups,
  workgroup = 64,
): void {
  const parts = partsOf({ count });
  const params = { outer, count, channels, parts };
  dispatchUnits(recorder, [kernels.channelNormMoments, kernels.channelNormMomentsQuads], {
    items: outer * parts,
    buffers: { x, partials },
    params,
    workgroup,
  });
  recorder.dispatch(kernels.channelNormFinish, {
    buffers: { partials, mean, variance },
    params,
    workgroups: foldedGroups(outer * channels, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}

type Normalised = Groups & { readonly epsilon: number };

/** y = (x − mean) / √(variance + epsilon) · weight + bias. mean and variance [outer, channels], weight and bias [channels]. */
export function forward(
  recorder: Recorder,
  buffers: Record<'x' | 'mean' | 'variance' | 'weight' | 'bias' | 'y', Slice>,
  shape: Normalised,
  workgroup = 64,
): void {
  dispatchUnits(recorder, [kernels.channelNormForward, kernels.channelNormForwardQuads], {
    items: shape.outer * shape.count,
    buffers,
    params: { ...shape },
    workgroup,
  });
}

/** sums = Σ d_y and along = Σ d_y · x̂ over the pixels of each group, [outer, channels]; `partials` is working memory. */
export function dSums(
  recorder: Recorder,
  buffers: Record<'d_y' | 'x' | 'mean' | 'variance' | 'partials' | 'sums' | 'along', Slice>,
  shape: Normalised,
  workgroup = 64,
): void {
  const { outer, channels } = shape;
  const parts = partsOf(shape);
  dispatchUnits(recorder, [kernels.channelNormDSums, kernels.channelNormDSumsQuads], {
    items: outer * parts,
    buffers,
    params: { ...shape, parts },
    workgroup,
  });
  recorder.dispatch(kernels.channelNormDFinish, {
    buffers,
    params: { outer, channels, parts },
    workgroups: foldedGroups(outer * channels, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}

/** Gradient of x through its own statistics; `sums` and `along` are those of `dSums`. Overwrites d_x. */
export function dInput(
  recorder: Recorder,
  buffers: Record<'d_y' | 'x' | 'mean' | 'variance' | 'weight' | 'sums' | 'along' | 'd_x', Slice>,
  shape: Normalised,
  workgroup = 64,
): void {
  dispatchUnits(recorder, [kernels.channelNormDInput, kernels.channelNormDInputQuads], {
    items: shape.outer * shape.count,
    buffers,
    params: { ...shape },
    workgroup,
  });
}

/** Gradient of x for statistics that do not depend on it, of one group: d_y · weight / √(variance + epsilon). Overwrites d_x. */
export function dInputFrozen(
  recorder: Recorder,
  buffers: Record<'d_y' | 'variance' | 'weight' | 'd_x', Slice>,
  { count, channels, epsilon }: Omit<Normalised, 'outer'>,
  workgroup = 64,
): void {
  dispatchUnits(recorder, [kernels.channelNormDInputFrozen, kernels.channelNormDInputFrozenQuads], {
    items: count,
    buffers,
    params: { count, channels, epsilon },
    workgroup,
  });
}
