import type { Target } from '../gpu/backend.js';
import { groups, type Workgroups } from '../gpu/recorder.js';

/**
 * How a matrix product is cut.
 *
 * `tiled`: a workgroup brings tiles of both matrices into workgroup memory by vec4 loads (shared/product.wgsl). For GPUs;
 * widths must be multiples of 4.
 *
 * `direct`: an invocation reads what it needs from storage, word by word (shared/direct_product.wgsl) or by vec4 where widths
 * are multiples of 4 (shared/quad_product.wgsl, shared/outer_product.wgsl). For any width, and for software adapters: there
 * workgroup memory is no faster than other memory, a barrier is a switch of coroutines, and every load is compiled to
 * dozens of instructions. `direct` runs twice to four times as fast there, and compiles in a tenth of the time.
 */
export type ProductStructure = 'tiled' | 'direct';

/** Fixes what the planner would choose by target and shape; for tests and benchmarks. */
export interface ProductTiling {
  readonly structure?: ProductStructure;
  /** `tiled`: quads along a side of a tile, 4 or 8. */
  readonly side?: 4 | 8;
  /** `direct`: invocations of a workgroup. */
  readonly workgroup?: number;
}

interface Product {
  readonly rows: number;
  readonly columns: number;
  /** Lengths of the rows of every matrix that takes part. */
  readonly widths: readonly number[];
  /** `direct`: rows that a workgroup makes, and columns that an invocation makes; 8 each if nothing is said. */
  readonly block?: readonly [number, number];
  /** Products of this shape in the dispatch: groups of channels, chunks of a sum. */
  readonly slices?: number;
}

interface ProductCut {
  readonly structure: ProductStructure;
  /** Workgroups along the columns and along the rows of one slice. */
  readonly across: number;
  readonly down: number;
  readonly overrides: Readonly<Record<string, number>>;
}

/** Workgroups below which a middling GPU has cores without work. */
const ENOUGH_WORKGROUPS = 64;

/** Blocks of the kernels that take A along the sum by vec4: with B along it too, and across it. */
export const QUAD_BLOCK = [4, 4] as const;
export const ACROSS_BLOCK = [4, 8] as const;

/** True if rows of these lengths can be bound as vec4s. */
export function inQuads(widths: readonly number[]): boolean {
  return widths.every((width) => width % 4 === 0);
}

/** Cuts C [rows, columns]. */
export function cutProduct(
  target: Target,
  { rows, columns, widths, block = [8, 8], slices = 1 }: Product,
  tiling: ProductTiling = {},
): ProductCut {
  const structure = tiling.structure ?? (!target.isFallbackAdapter && inQuads(widths) ? 'tiled' : 'direct');
  if (structure === 'direct') {
    const workgroup = tiling.workgroup ?? (target.isFallbackAdapter ? 8 : 32);
    const [across, down] = [groups(columns, block[1] * workgroup), groups(rows, block[0])];
    return { structure, across, down, overrides: { WORKGROUP: workgroup } };
  }
  const tiles = (side: number) => [groups(columns, 4 * side), groups(rows, 4 * side)] as const;
  const [most, many] = tiles(8);
  const side = tiling.side ?? (most * many * slices < ENOUGH_WORKGROUPS ? 4 : 8);
  const [across, down] = tiles(side);
  return { structure, across, down, overrides: { SIDE: side } };
}

/** Workgroups of a product whose rows are many: folded into y and z once one dimension is not enough. */
export function foldedRows(
  { across, down }: Pick<ProductCut, 'across' | 'down'>,
  target: Target,
  slices = 1,
): Workgroups {
  const z = Math.ceil(down / target.limits.maxComputeWorkgroupsPerDimension);
  return [across * slices, Math.ceil(down / z), z];
}
