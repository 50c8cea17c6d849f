import finishCode from '../../shaders/grad_norm.finish.wgsl';
import partialCode from '../../shaders/grad_norm.partial.wgsl';
import { KinfoldError } from '../errors.js';
import { defineKernel } from '../gpu/kernel.js';
import { type Dispatch, groups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { tiles } from '../gpu/tiles.js';
import { summingLanes } from './lanes.js';

export const gradNormPartial = defineKernel({
  name: 'grad_norm.partial',
  code: partialCode,
  params: { count: 'u32' },
  bindings: { gradient: 'read', partials: 'read_write' },
});

export const gradNormFinish = defineKernel({
  name: 'grad_norm.finish',
  code: finishCode,
  params: { groups: 'u32', max_norm: 'f32', slot: 'u32' },
  bindings: { partials: 'read', control: 'read_write', stats: 'read_write' },
});

/** Words of the control record that the optimiser obeys: norm, scale, skipped. */
export const CONTROL_LENGTH = 3;

/** The most workgroups of the first stage a tile; a longer gradient makes each of them do more. Their words keep the alignment. */
const MOST_PARTIALS = 256;
/** Words of the gradient that are worth a workgroup. */
const LEAST_SHARE = 256;

/** Words of the `partials` buffer for a gradient of `count` words. */
export function partialsLength(count: number): number {
  return 2 * tiles(0, count).reduce((sum, { length }) => sum + partialsOf(length), 0);
}

function partialsOf(count: number): number {
  return Math.min(groups(count, LEAST_SHARE), MOST_PARTIALS);
}

export interface ClipOptions {
  /** Words of the flat gradient, a multiple of 4. */
  readonly count: number;
  /** Gradients longer than this are scaled down to it; 0: none are. */
  readonly maxNorm: number;
  /** Record of the statistics that takes the norm. */
  readonly slot: number;
}

/**
 * control = [norm, scale, skipped] of the whole gradient, and norm and skipped into record `slot` of `stats`
 * [slots, 8]. If anything is not finite, skipped is 1 and norm and scale are 0. Returns the dispatch that takes a new
 * `slot` before each run.
 */
export function forward(
  recorder: Recorder,
  { gradient, partials, control, stats }: Record<'gradient' | 'partials' | 'control' | 'stats', Slice>,
  { count, maxNorm, slot }: ClipOptions,
  workgroup = summingLanes(recorder.target),
): Dispatch {
  requireQuads('grad_norm', count);
  if (!(maxNorm >= 0)) {
    throw new KinfoldError('argument-invalid', `grad_norm: maxNorm is ${maxNorm}, expected 0 (no clipping) or more`);
  }
  const overrides = { WORKGROUP: workgroup };
  let partialGroups = 0;
  for (const { offset, length } of tiles(0, count)) {
    const own = partialsOf(length);
    recorder.dispatch(gradNormPartial, {
      buffers: {
        gradient: { ...gradient, offset: gradient.offset + offset, length },
        partials: { ...partials, offset: partials.offset + 2 * partialGroups, length: 2 * own },
      },
      params: { count: length },
      workgroups: [own, 1, 1],
      overrides,
    });
    partialGroups += own;
  }
  return recorder.dispatch(gradNormFinish, {
    buffers: { partials, control, stats },
    params: { groups: partialGroups, max_norm: maxNorm, slot },
    workgroups: [1, 1, 1],
    overrides,
  });
}

/** The kernels over flat vectors read whole vec4s. */
export function requireQuads(subject: string, count: number): void {
  if (count > 0 && count % 4 === 0) return;
  throw new KinfoldError('argument-invalid', `${subject}: count is ${count}, expected a positive multiple of 4 words`);
}
