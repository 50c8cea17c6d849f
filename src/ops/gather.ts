import forwardCode from '../../shaders/gather.forward.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import { foldedGroups, groups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import type { RowShape } from './shape.js';

export const gatherForward = defineKernel({
  name: 'gather.forward',
  code: forwardCode,
  params: { rows: 'u32', width: 'u32', count: 'u32' },
  bindings: { bank: 'read', indices: 'read', y: 'read_write' },
});

/** Enough for a lane; longer rows are cut. */
const WORDS_PER_LANE = 16;

/**
 * y[row] = bank[indices[row]]. bank [count, width], indices [rows] of u32, y [rows, width]. An index of `count` or more
 * gives a row of zeros.
 */
export function forward(
  recorder: Recorder,
  buffers: Record<'bank' | 'indices' | 'y', Slice>,
  { rows, width, count }: RowShape & { readonly count: number },
  workgroup = 64,
): void {
  const [x, y] = foldedGroups(rows, 1, recorder.target);
  recorder.dispatch(gatherForward, {
    buffers,
    params: { rows, width, count },
    workgroups: [x, y, groups(width, WORDS_PER_LANE * workgroup)],
    overrides: { WORKGROUP: workgroup },
  });
}
