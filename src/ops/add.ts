import forwardCode from '../../shaders/add.forward.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import { foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';

export const addForward = defineKernel({
  name: 'add.forward',
  code: forwardCode,
  params: { count: 'u32' },
  bindings: { a: 'read', b: 'read', y: 'read_write' },
});

/** y = a + b, `count` elements each. */
export function forward(
  recorder: Recorder,
  buffers: Record<'a' | 'b' | 'y', Slice>,
  count: number,
  workgroup = 64,
): void {
  recorder.dispatch(addForward, {
    buffers,
    params: { count },
    workgroups: foldedGroups(Math.ceil(count / 4), workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}
