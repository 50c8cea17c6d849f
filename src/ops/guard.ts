import forwardCode from '../../shaders/guard.forward.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import { foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import type { LinearShape } from './linear.js';

export const guardForward = defineKernel({
  name: 'guard.forward',
  code: forwardCode,
  params: { rows: 'u32', input_width: 'u32', output_width: 'u32' },
  bindings: { x: 'read', embeddings: 'read', y: 'read_write' },
});

/**
 * y = embeddings, but zeros in every row whose features have no direction: one of them or Σ x² is not finite in f32, or
 * Σ x² ≤ 1e-24, the bound of l2_normalize. x [rows, inputs], embeddings and y [rows, outputs], in different buffers.
 */
export function forward(
  recorder: Recorder,
  buffers: Record<'x' | 'embeddings' | 'y', Slice>,
  { rows, inputs, outputs }: LinearShape,
  workgroup = 64,
): void {
  recorder.dispatch(guardForward, {
    buffers,
    params: { rows, input_width: inputs, output_width: outputs },
    workgroups: foldedGroups(rows, 1, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}
