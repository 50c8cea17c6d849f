import cosineCode from '../../shaders/distances.cosine.wgsl';
import dEmbeddingsCode from '../../shaders/distances.d_embeddings.wgsl';
import forwardCode from '../../shaders/distances.forward.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import { groups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';

/**
 * How far two embeddings x and y are apart. Between unit vectors of cosine c:
 * - `squaredL2`: ‖x − y‖² = 2 − 2c, in [0, 4].
 * - `L2`: ‖x − y‖, in [0, 2]. Its gradient at distance 0 is 0.
 * - `cosine`: 1 − cos(x, y) = 1 − c, in [0, 2]. It divides by the lengths of x and y; the other two take rows as they are. A row shorter
 *   than 1e-12 has no direction: it is at distance 1 from all others and gets no gradient.
 */
export type Distance = 'squaredL2' | 'L2' | 'cosine';

/** In the order of their numbers in the kernels' `Params`. */
export const distanceNames: readonly Distance[] = ['squaredL2', 'L2', 'cosine'];

/** The largest distance between unit vectors. */
export const largestDistance: Readonly<Record<Distance, number>> = { squaredL2: 4, L2: 2, cosine: 2 };

export const distancesForward = defineKernel({
  name: 'distances.forward',
  code: forwardCode,
  params: { rows: 'u32', columns: 'u32', width: 'u32', root: 'u32' },
  bindings: { embeddings: 'read', distances: 'read_write' },
});

export const distancesCosine = defineKernel({
  name: 'distances.cosine',
  code: cosineCode,
  params: { rows: 'u32', columns: 'u32', width: 'u32' },
  bindings: { embeddings: 'read', inverse_norm: 'read', distances: 'read_write' },
});

export const distancesDEmbeddings = defineKernel({
  name: 'distances.d_embeddings',
  code: dEmbeddingsCode,
  params: { rows: 'u32', columns: 'u32', width: 'u32', root: 'u32', scale: 'f32' },
  bindings: { embeddings: 'read', distances: 'read', d_distances: 'read', d_embeddings: 'read_write' },
});

export interface DistancesShape {
  /** Rows of the batch. */
  readonly rows: number;
  /** All that they are compared with, themselves first. Default `rows`. */
  readonly columns?: number;
  readonly width: number;
}

/** How the kernels cut their work; the default is what the planner uses, tests try others. */
export interface DistancesTiling {
  /** Invocations along a side of a workgroup: 4, 8 or 16. A block has 4 · side rows and columns. */
  readonly side: number;
}

const defaultTiling: DistancesTiling = { side: 8 };

/**
 * The distance of every row of the batch to every column. distances [rows, columns], exactly symmetric in its first `rows` columns and
 * exactly 0 on the diagonal. embeddings [columns, width]; for `cosine` these are the directions that l2_normalize made, with the
 * `inverse_norm` [columns] that it left.
 */
export function forward(
  recorder: Recorder,
  distance: Distance,
  { embeddings, distances, inverse_norm }: Record<'embeddings' | 'distances', Slice> & { inverse_norm?: Slice },
  { rows, columns = rows, width }: DistancesShape,
  { side } = defaultTiling,
): void {
  const call = {
    workgroups: [groups(columns, side * 4), groups(rows, side * 4), 1] as const,
    overrides: { WIDE: side, TALL: side },
  };
  const shape = { rows, columns, width };
  if (distance === 'cosine') {
    const buffers = { embeddings, inverse_norm: inverse_norm!, distances };
    recorder.dispatch(distancesCosine, { ...call, buffers, params: shape });
  } else {
    const params = { ...shape, root: distance === 'L2' ? 1 : 0 };
    recorder.dispatch(distancesForward, { ...call, buffers: { embeddings, distances }, params });
  }
}

/**
 * The gradient on the batch's embeddings, d_embeddings [rows, width], overwritten; for `cosine` on their directions. Buffers as in
 * `forward`, d_distances [rows, columns].
 */
export function dEmbeddings(
  recorder: Recorder,
  distance: Distance,
  buffers: Record<'embeddings' | 'distances' | 'd_distances' | 'd_embeddings', Slice>,
  { rows, columns = rows, width }: DistancesShape,
  { side } = defaultTiling,
): void {
  const [root, scale] = { squaredL2: [0, 2], L2: [1, 1], cosine: [0, 1] }[distance] as [number, number];
  recorder.dispatch(distancesDEmbeddings, {
    buffers,
    params: { rows, columns, width, root, scale },
    workgroups: [groups(width, side * 4), groups(rows, side * 4), 1],
    overrides: { SIDE: side },
  });
}
