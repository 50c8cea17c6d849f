import scanCode from '../../shaders/hardest.scan.wgsl';
import scanDirectCode from '../../shaders/hardest.scan_direct.wgsl';
import type { Target } from '../gpu/backend.js';
import { defineKernel } from '../gpu/kernel.js';
import { type Dispatch, groups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';

const params = {
  width: 'u32',
  anchor_shard: 'u32',
  anchor_first: 'u32',
  anchor_last: 'u32',
  candidate_shard: 'u32',
  candidate_first: 'u32',
  candidate_last: 'u32',
} as const;

const bindings = {
  anchors: 'read',
  candidates: 'read',
  labels: 'read',
  negatives: 'read_write',
  negative_distances: 'read_write',
  positives: 'read_write',
  positive_distances: 'read_write',
} as const;

export const hardestScan = defineKernel({ name: 'hardest.scan', code: scanCode, params, bindings });

export const hardestScanDirect = defineKernel({ name: 'hardest.scan_direct', code: scanDirectCode, params, bindings });

/** Which anchors meet which candidates, as rows of the whole set; a shard is the part of it that a buffer holds. */
export type ScanRange = Readonly<Record<Exclude<keyof typeof params, 'width'>, number>>;

/** Fixes what is otherwise chosen by target; for tests. */
export interface HardestTiling {
  readonly structure?: 'tiled' | 'direct';
  /** `tiled`: invocations across the anchors, from 1, and down the candidates, from 4; powers of two, 64 together at most. */
  readonly wide?: number;
  readonly tall?: number;
  /** `direct`: invocations of a workgroup. */
  readonly workgroup?: number;
}

/** Rows are that much longer than their width, in zeros, which leave distances as they are: both kernels then take any width. */
export function paddedWidth(width: number): number {
  return Math.ceil(width / 4) * 4;
}

/**
 * The hardest negative and positive of `anchors` anchors among candidates: indices (u32) and squared distances, [rows of the whole
 * set] each. Ranges must come by ascending candidates; one whose candidates begin at row 0 forgets what was found before.
 * anchors and candidates [rows of their shard, width]; width is a multiple of 4; labels (u32) [rows of the whole set].
 *
 * @returns the dispatch, whose `Params` can be another range of as many anchors or fewer.
 */
export function scan(
  recorder: Recorder,
  buffers: Record<keyof typeof bindings, Slice>,
  { width, ...range }: ScanRange & { readonly width: number },
  tiling: HardestTiling = {},
): Dispatch {
  const direct = (tiling.structure ?? structureFor(recorder.target)) === 'direct';
  const { wide = 8, tall = 8, workgroup = 8 } = tiling;
  const anchors = range.anchor_last - range.anchor_first;
  return recorder.dispatch(direct ? hardestScanDirect : hardestScan, {
    buffers,
    params: { width, ...range },
    workgroups: [groups(anchors, 4 * (direct ? workgroup : wide)), 1, 1],
    overrides: direct ? { WORKGROUP: workgroup } : { WIDE: wide, TALL: tall },
  });
}

function structureFor({ isFallbackAdapter }: Target): 'tiled' | 'direct' {
  return isFallbackAdapter ? 'direct' : 'tiled';
}
