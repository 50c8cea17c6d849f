import chunkSumCode from '../../shaders/chunk_sum.accumulate.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import { foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';

export const chunkSumAccumulate = defineKernel({
  name: 'chunk_sum.accumulate',
  code: chunkSumCode,
  params: { chunks: 'u32', stride: 'u32', first: 'u32', count: 'u32' },
  bindings: { partials: 'read', out: 'read_write' },
});

/**
 * How a sum over many terms is cut: stage one sums each chunk into a part of the scratch memory, stage two adds the parts in
 * order. One chunk: stage one adds to the gradient by itself and there is no stage two. Pure arithmetic on the shape, so
 * that the planner knows the scratch before it knows the device.
 */
export interface Chunks {
  /** Terms of a chunk, a multiple of 4. */
  readonly chunk: number;
  readonly chunks: number;
  /** Words of the scratch memory; 0 for one chunk. */
  readonly words: number;
}

/** No chunk has fewer terms, if there is more than one: below, the second stage costs more than the first one's idle cores. */
const FEWEST_TERMS = 256;
const MOST_CHUNKS = 64;
/** 4 MiB of partial sums. */
const MOST_WORDS = 2 ** 20;

/** No second stage, however many terms. */
export function oneChunk(terms: number): Chunks {
  return { chunk: Math.ceil(terms / 4) * 4, chunks: 1, words: 0 };
}

/** Cuts `terms` of `weight` pixels each, summed into `size` words. */
export function cutTerms(terms: number, size: number, weight = 1): Chunks {
  const most = Math.min(MOST_CHUNKS, Math.floor((terms * weight) / FEWEST_TERMS), Math.floor(MOST_WORDS / size));
  const chunk = Math.ceil(terms / Math.max(most, 1) / 4) * 4;
  const chunks = Math.ceil(terms / chunk);
  return { chunk, chunks, words: chunks > 1 ? chunks * size : 0 };
}

/** Cuts rows that are summed channel by channel, in a pass over them that is memory-bound anyway: into more, shorter chunks. */
export function cutRows(rows: number, width: number): Chunks {
  const most = Math.min(4 * MOST_CHUNKS, Math.floor(rows / 64));
  const chunk = Math.ceil(rows / Math.max(most, 1) / 4) * 4;
  const chunks = Math.ceil(rows / chunk);
  return { chunk, chunks, words: chunks > 1 ? chunks * width : 0 };
}

/** Working memory `sums` for what is summed over `cutRows`; none for one chunk. */
export function scratchOfRows({
  rows,
  width,
}: {
  readonly rows: number;
  readonly width: number;
}): Record<string, number> {
  const { words } = cutRows(rows, width);
  return words > 0 ? { sums: words } : {};
}

/** out += Σ_chunk partials[chunk, first … first + out.length), each chunk of `stride` words. */
export function addChunks(
  recorder: Recorder,
  buffers: Record<'partials' | 'out', Slice>,
  shape: { readonly chunks: number; readonly stride: number; readonly first?: number; readonly count: number },
  workgroup = 64,
): void {
  recorder.dispatch(chunkSumAccumulate, {
    buffers,
    params: { first: 0, ...shape },
    workgroups: foldedGroups(shape.count, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}

/** Runs stage one into `out`, or into `partials` and then stage two. */
export function sumInTwoStages(
  recorder: Recorder,
  { chunks, words }: Chunks,
  { partials, out }: { readonly partials: Slice | undefined; readonly out: Slice },
  stageOne: (out: Slice) => unknown,
): void {
  if (chunks === 1) {
    stageOne(out);
    return;
  }
  const own = { ...partials!, length: words };
  stageOne(own);
  addChunks(recorder, { partials: own, out }, { chunks, stride: words / chunks, count: words / chunks });
}
