import backwardCode from '../../shaders/distillation.d_embeddings.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import { foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';

export const distillationDEmbeddings = defineKernel({
  name: 'distillation.d_embeddings',
  code: backwardCode,
  params: { first: 'u32', rows: 'u32', width: 'u32', count: 'u32', scale: 'f32' },
  bindings: { embeddings: 'read', targets: 'read', indices: 'read', d_embeddings: 'read_write' },
});

export interface DistillationShape {
  /** First row of the batch that has a target. */
  readonly first: number;
  /** Rows from there on that have one. */
  readonly rows: number;
  readonly width: number;
  /** Rows of `targets`. */
  readonly count: number;
  /** What the mean squared distance is multiplied with in the loss. */
  readonly weight: number;
}

/**
 * Adds the gradient of weight · mean ‖embeddings[first + r] − targets[indices[r]]‖² over `rows` rows. embeddings and
 * d_embeddings [first + rows or more, width], targets [count, width], indices [rows] of u32.
 */
export function dEmbeddings(
  recorder: Recorder,
  buffers: Record<'embeddings' | 'targets' | 'indices' | 'd_embeddings', Slice>,
  { first, rows, width, count, weight }: DistillationShape,
  workgroup = 64,
): void {
  recorder.dispatch(distillationDEmbeddings, {
    buffers,
    params: { first, rows, width, count, scale: (2 * weight) / rows },
    workgroups: foldedGroups(rows * width, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}
