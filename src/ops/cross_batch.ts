import rememberCode from '../../shaders/cross_batch.remember.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import type { Dispatch, Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';

export const crossBatchRemember = defineKernel({
  name: 'cross_batch.remember',
  code: rememberCode,
  params: { rows: 'u32', width: 'u32', capacity: 'u32', kept: 'u32', first: 'u32' },
  bindings: { control: 'read', embeddings: 'read_write', labels: 'read_write' },
});

export interface CrossBatchShape {
  /** Rows of the batch. */
  readonly rows: number;
  readonly width: number;
  /** Places of the ring, 1 or more. */
  readonly capacity: number;
}

/** Rows of a batch that go into the ring: the first ones if it holds fewer than a batch has. */
export function keptRows({ rows, capacity }: CrossBatchShape): number {
  return Math.min(rows, capacity);
}

/**
 * Copies the first `keptRows` rows of the batch to the places of the ring from `first` on, and round it. embeddings [rows + capacity,
 * width] and labels [rows + capacity], u32: the batch and the ring behind it. control is that of grad_norm: a skipped step leaves
 * the ring as it is. Returns the dispatch that takes a new `first` before each run.
 */
export function remember(
  recorder: Recorder,
  buffers: Record<'control' | 'embeddings' | 'labels', Slice>,
  shape: CrossBatchShape & { readonly first: number },
  workgroup = 64,
): Dispatch {
  const kept = keptRows(shape);
  const { rows, width, capacity, first } = shape;
  return recorder.dispatch(crossBatchRemember, {
    buffers,
    params: { rows, width, capacity, kept, first },
    workgroups: [kept, 1, 1],
    overrides: { WORKGROUP: workgroup },
  });
}
