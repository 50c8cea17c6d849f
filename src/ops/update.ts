import type { Kernel } from '../gpu/kernel.js';
import { type Dispatch, foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { requireQuads } from './grad_norm.js';

/** Records an optimiser's step over `params.count` words, a multiple of 4: an invocation takes four of them. */
export function dispatchUpdate<P extends string, B extends string>(
  recorder: Recorder,
  kernel: Kernel<P | 'count', B>,
  buffers: Record<B, Slice>,
  params: Record<P | 'count', number>,
  workgroup: number,
): Dispatch {
  requireQuads(kernel.name, params.count);
  return recorder.dispatch(kernel, {
    buffers,
    params,
    workgroups: foldedGroups(params.count / 4, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}
