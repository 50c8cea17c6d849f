import dEmbeddingsCode from '../../shaders/distances.d_embeddings.wgsl';
import forwardCode from '../../shaders/distances.forward.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import { groups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';

export const distancesForward = defineKernel({
  name: 'distances.forward',
  code: forwardCode,
  params: { rows: 'u32', width: 'u32' },
  bindings: { embeddings: 'read', distances: 'read_write' },
});

export const distancesDEmbeddings = defineKernel({
  name: 'distances.d_embeddings',
  code: dEmbeddingsCode,
  params: { rows: 'u32', width: 'u32' },
  bindings: { embeddings: 'read', d_distances: 'read', d_embeddings: 'read_write' },
});

export interface DistancesShape {
  readonly rows: number;
  readonly width: number;
}

/** How the kernels cut their work; the default is what the planner uses, tests try others. */
export interface DistancesTiling {
  /** Invocations along a side of a workgroup: 4, 8 or 16. A block has 4 · side rows and columns. */
  readonly side: number;
}

const defaultTiling: DistancesTiling = { side: 8 };

/**
 * Squared Euclidean distances of every pair: distances[i, j] = ‖embeddings[i] − embeddings[j]‖². On unit vectors they lie
 * in [0, 4]. embeddings [rows, width], distances [rows, rows], exactly symmetric and exactly 0 on the diagonal.
 */
export function forward(
  recorder: Recorder,
  buffers: Record<'embeddings' | 'distances', Slice>,
  shape: DistancesShape,
  { side } = defaultTiling,
): void {
  const blocks = groups(shape.rows, side * 4);
  recorder.dispatch(distancesForward, {
    buffers,
    params: { ...shape },
    workgroups: [blocks, blocks, 1],
    overrides: { WIDE: side, TALL: side },
  });
}

/** d_embeddings[i] = Σ_j 2 · (d_distances[i, j] + d_distances[j, i]) · (embeddings[i] − embeddings[j]); overwrites. */
export function dEmbeddings(
  recorder: Recorder,
  buffers: Record<'embeddings' | 'd_distances' | 'd_embeddings', Slice>,
  shape: DistancesShape,
  { side } = defaultTiling,
): void {
  recorder.dispatch(distancesDEmbeddings, {
    buffers,
    params: { ...shape },
    workgroups: [groups(shape.width, side * 4), groups(shape.rows, side * 4), 1],
    overrides: { SIDE: side },
  });
}
