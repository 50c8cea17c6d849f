import mergeCode from '../../shaders/top_k.merge.wgsl';
import scanCode from '../../shaders/top_k.scan.wgsl';
import { KinfoldError } from '../errors.js';
import { defineKernel } from '../gpu/kernel.js';
import { groups, type Recorder } from '../gpu/recorder.js';
import { type Slice, tensor, WORD } from '../gpu/tensor.js';

/** The largest k. */
export const MAX_K = 16;

/** Distance at the places beyond the last template, where the index is 0xffffffff: finite, and farther than anything. */
export const FAR_AWAY = Math.fround(3e38);

export const topKScan = defineKernel({
  name: 'top_k.scan',
  code: scanCode,
  params: { probes: 'u32', templates: 'u32', width: 'u32', k: 'u32', chunk: 'u32' },
  bindings: { probes: 'read', templates: 'read', candidates: 'read_write', candidate_indices: 'read_write' },
});

export const topKMerge = defineKernel({
  name: 'top_k.merge',
  code: mergeCode,
  params: { probes: 'u32', count: 'u32', k: 'u32' },
  bindings: { candidates: 'read', candidate_indices: 'read', distances: 'read_write', indices: 'read_write' },
});

export interface TopKShape {
  readonly probes: number;
  readonly templates: number;
  readonly width: number;
  /** How many of the nearest to return, 1 to 16. */
  readonly k: number;
}

/** How the kernels cut their work; the default is what the gallery uses, tests try others. */
export interface TopKTiling {
  /** Invocations of a scanning workgroup, from 4 to 64; it takes four templates an invocation at a time. */
  readonly wide: number;
  /** How many workgroups scan, about: more of them leave more candidates. */
  readonly scans: number;
  /** Invocations of a merging workgroup: a power of two up to 128. */
  readonly workgroup: number;
}

const defaultTiling: TopKTiling = { wide: 64, scans: 512, workgroup: 64 };

/** Probes of a scanning workgroup. */
const PROBES = 4;

/** Templates of a scanning workgroup: a whole number of blocks. */
function chunkOf({ probes, templates }: TopKShape, { wide, scans }: TopKTiling): number {
  const block = wide * 4;
  const blocks = groups(templates, block);
  return block * Math.min(groups(blocks * groups(probes, PROBES), scans), blocks);
}

/** What the first stage leaves for the second: [probes, chunks, k] each. */
export function scratch(shape: TopKShape, tiling = defaultTiling): Record<'candidates' | 'candidate_indices', Slice> {
  const length = shape.probes * groups(shape.templates, chunkOf(shape, tiling)) * shape.k;
  return {
    candidates: tensor('top_k candidates', length),
    candidate_indices: tensor('top_k candidate indices', length, 'u32'),
  };
}

/**
 * The k nearest templates of each probe by squared distance, nearest first, ties to the lowest index. probes [probes, width],
 * templates [templates, width]; distances [probes, k] and indices [probes, k] (u32), with `FAR_AWAY` and 0xffffffff where
 * there are fewer than k templates; candidates and candidate_indices (u32) come from `scratch`.
 *
 * @throws KinfoldError `argument-invalid` for k outside 1 to 16, `limit-exceeded` for templates beyond one binding of the device.
 */
export function forward(
  recorder: Recorder,
  buffers: Record<'probes' | 'templates' | 'candidates' | 'candidate_indices' | 'distances' | 'indices', Slice>,
  shape: TopKShape,
  tiling = defaultTiling,
): void {
  const { probes, templates, width, k } = shape;
  if (!Number.isInteger(k) || k < 1 || k > MAX_K) {
    throw new KinfoldError('argument-invalid', `top_k: k is ${k} but must be a whole number from 1 to ${MAX_K}`);
  }
  const bytes = templates * width * WORD;
  const most = recorder.target.limits.maxStorageBufferBindingSize;
  if (bytes > most) {
    throw new KinfoldError(
      'limit-exceeded',
      `top_k: ${templates} templates of width ${width} take ${bytes} bytes, but the device binds at most ${most}; keep fewer templates`,
    );
  }
  const chunk = chunkOf(shape, tiling);
  const chunks = groups(templates, chunk);
  recorder.dispatch(topKScan, {
    buffers,
    params: { probes, templates, width, k, chunk },
    workgroups: [chunks, groups(probes, PROBES), 1],
    overrides: { WIDE: tiling.wide, TALL: 1 },
  });
  recorder.dispatch(topKMerge, {
    buffers,
    params: { probes, count: chunks * k, k },
    workgroups: [probes, 1, 1],
    overrides: { WORKGROUP: tiling.workgroup },
  });
}
