import type { Target } from '../gpu/backend.js';
import { groups, type Workgroups } from '../gpu/recorder.js';

/**
 * How a matrix product is cut.
 *
 * `tiled`: a workgroup brings tiles of both matrices into workgroup memory by vec4 loads (shared/product.wgsl). For GPUs;
 * widths must be multiples of 4.
 *
 * `direct`: an invocation reads what it needs from storage, word by word (shared/direct_product.wgsl). For any width, and
 * for software adapters: there workgroup memory is no faster than other memory, a barrier is a switch of coroutines, and
 * every load is compiled to a dozen instructions. `direct` runs twice to four times as fast there, and compiles in a
 * tenth of the time.
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

interface ProductCut {
  readonly structure: ProductStructure;
  readonly workgroups: Workgroups;
  readonly overrides: Readonly<Record<string, number>>;
}

/** Workgroups below which a middling GPU has cores without work. */
const ENOUGH_WORKGROUPS = 64;

/** Cuts C [rows, columns]. `widths`: lengths of the rows of every matrix that takes part. */
export function cutProduct(
  target: Target,
  { rows, columns, widths }: { readonly rows: number; readonly columns: number; readonly widths: readonly number[] },
  tiling: ProductTiling = {},
): ProductCut {
  const fast = !target.isFallbackAdapter && widths.every((width) => width % 4 === 0) ? 'tiled' : 'direct';
  const structure = tiling.structure ?? fast;
  if (structure === 'direct') {
    const workgroup = tiling.workgroup ?? (target.isFallbackAdapter ? 8 : 32);
    const workgroups = [groups(columns, 8 * workgroup), groups(rows, 8), 1] as const;
    return { structure, workgroups, overrides: { WORKGROUP: workgroup } };
  }
  const tiles = (side: number) => [groups(columns, 4 * side), groups(rows, 4 * side), 1] as const;
  const [across, down] = tiles(8);
  const side = tiling.side ?? (across * down < ENOUGH_WORKGROUPS ? 4 : 8);
  return { structure, workgroups: tiles(side), overrides: { SIDE: side } };
}
