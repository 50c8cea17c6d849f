import type { Kernel } from '../gpu/kernel.js';
import { foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';

/** Two kernels of one meaning: for any number of channels, and for whole quads of them bound as vec4s. */
export type UnitKernels<P extends string, B extends string> = readonly [any: Kernel<P, B>, quads: Kernel<P, B>];

/** Channels that an invocation takes at a time. */
export function lanesOf(channels: number): 1 | 4 {
  return channels % 4 === 0 ? 4 : 1;
}

/** Dispatches the kernel that suits `params.channels`: one invocation a unit of channels of each of `items`. */
export function dispatchUnits<P extends string, B extends string>(
  recorder: Recorder,
  [any, quads]: UnitKernels<P | 'channels', B>,
  {
    items,
    buffers,
    params,
    workgroup,
  }: {
    readonly items: number;
    readonly buffers: Readonly<Record<B, Slice>>;
    readonly params: Readonly<Record<P | 'channels', number>>;
    readonly workgroup: number;
  },
): void {
  const lanes = lanesOf(params.channels);
  recorder.dispatch(lanes === 4 ? quads : any, {
    buffers,
    params,
    workgroups: foldedGroups((items * params.channels) / lanes, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}
