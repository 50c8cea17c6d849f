import batchAllCode from '../../shaders/mining.batch_all.wgsl';
import batchHardCode from '../../shaders/mining.batch_hard.wgsl';
import distanceWeightedCode from '../../shaders/mining.distance_weighted.wgsl';
import easyPositiveCode from '../../shaders/mining.easy_positive.wgsl';
import randomCode from '../../shaders/mining.random.wgsl';
import semiHardCode from '../../shaders/mining.semi_hard.wgsl';
import type { Target } from '../gpu/backend.js';
import { defineKernel } from '../gpu/kernel.js';
import { foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { type Distance, distanceNames } from './distances.js';
import { summingLanes } from './lanes.js';

/**
 * Which triplets (anchor A, positive P, negative N) of a batch are learned from. All comparisons are on the distance chosen, α is the
 * margin on its scale. Ties go to the lowest index.
 * - `batch-all`: every triplet.
 * - `batch-hard`: for each anchor its farthest positive with its nearest negative (A. Hermans et al., 2017).
 * - `semi-hard`: for each anchor–positive pair the nearest negative with d(A,P) < d(A,N) < d(A,P) + α; a pair without one gives no
 *   triplet (F. Schroff et al., 2015).
 * - `random-semi-hard`: for each pair one of those negatives, all equally likely.
 * - `easy-positive`: for each anchor its nearest positive with the nearest negative that is farther than it (H. Xuan et al., 2020).
 * - `distance-weighted`: for each pair a negative drawn so that near and far ones come equally often (C.-Y. Wu et al., 2017); none beyond
 *   1.4, distances below 0.5 count as 0.5, both as ‖A − N‖. It is derived for unit vectors.
 * - `random`: for each pair one negative, all equally likely: the baseline.
 */
export type Miner =
  | 'batch-all'
  | 'batch-hard'
  | 'semi-hard'
  | 'random-semi-hard'
  | 'easy-positive'
  | 'distance-weighted'
  | 'random';

export const miners: readonly Miner[] = [
  'batch-all',
  'batch-hard',
  'semi-hard',
  'random-semi-hard',
  'easy-positive',
  'distance-weighted',
  'random',
];

/** In `negatives`: the pair has no triplet. */
export const NONE = 0xffffffff;
/** In `negatives`: the pair has a triplet with every column of another label. */
export const ALL = 0xfffffffe;

const bindings = { distances: 'read', labels: 'read', negatives: 'read_write' } as const;
const draws = { seed: 'u32', step: 'u32' } as const;

export const miningBatchAll = defineKernel({
  name: 'mining.batch_all',
  code: batchAllCode,
  params: { rows: 'u32', columns: 'u32' },
  bindings: { labels: 'read', negatives: 'read_write' },
});

export const miningBatchHard = defineKernel({
  name: 'mining.batch_hard',
  code: batchHardCode,
  params: { rows: 'u32', columns: 'u32' },
  bindings,
});

export const miningSemiHard = defineKernel({
  name: 'mining.semi_hard',
  code: semiHardCode,
  params: { rows: 'u32', columns: 'u32', margin: 'f32' },
  bindings,
});

export const miningEasyPositive = defineKernel({
  name: 'mining.easy_positive',
  code: easyPositiveCode,
  params: { rows: 'u32', columns: 'u32' },
  bindings,
});

export const miningRandom = defineKernel({
  name: 'mining.random',
  code: randomCode,
  params: { rows: 'u32', columns: 'u32', semi_hard: 'u32', margin: 'f32', ...draws },
  bindings,
});

export const miningDistanceWeighted = defineKernel({
  name: 'mining.distance_weighted',
  code: distanceWeightedCode,
  params: { rows: 'u32', columns: 'u32', width: 'u32', distance: 'u32', ...draws },
  bindings,
});

export interface MiningOptions {
  /** Anchors. */
  readonly rows: number;
  /** Candidates, the anchors first. Default `rows`. */
  readonly columns?: number;
  /** α, on the scale of the distance. Read by the semi-hard miners. */
  readonly margin: number;
  /** Width of an embedding and the distance between them. Read by `distance-weighted`. */
  readonly width: number;
  readonly distance: Distance;
  /** What the miners that draw draw from, u32; default 0. The same two draw the same triplets. */
  readonly seed?: number;
  readonly step?: number;
}

/** How the kernels cut their work; the default is what the planner uses, tests try others. */
export interface MiningTiling {
  /** Invocations of a workgroup: a power of two from 4 to 256. */
  readonly workgroup: number;
}

const tilingFor = (target: Target): MiningTiling => ({ workgroup: summingLanes(target) });

/**
 * Mines triplets. distances [rows, columns]; labels [columns], u32, equal for one identity; negatives [rows, columns], u32:
 * negatives[i, j] is the negative of the pair (anchor i, positive j), or `NONE`, or `ALL`. Column i is anchor i itself and no positive of
 * its own. Selection is constant: no gradient goes through it.
 */
export function forward(
  recorder: Recorder,
  miner: Miner,
  buffers: Record<'distances' | 'labels' | 'negatives', Slice>,
  { rows, columns = rows, margin, width, distance, seed = 0, step = 0 }: MiningOptions,
  { workgroup } = tilingFor(recorder.target),
): void {
  const overrides = { WORKGROUP: workgroup };
  const byAnchor = { buffers, workgroups: [rows, 1, 1] as const, overrides };
  const byPair = { buffers, workgroups: foldedGroups(rows * columns, workgroup, recorder.target), overrides };
  const drawing = { rows, columns, seed, step };
  const random = (semi_hard: 0 | 1) =>
    recorder.dispatch(miningRandom, { ...byPair, params: { ...drawing, semi_hard, margin } });
  const record: Readonly<Record<Miner, () => void>> = {
    'batch-all': () => recorder.dispatch(miningBatchAll, { ...byPair, params: { rows, columns } }),
    'batch-hard': () => recorder.dispatch(miningBatchHard, { ...byAnchor, params: { rows, columns } }),
    'semi-hard': () => recorder.dispatch(miningSemiHard, { ...byAnchor, params: { rows, columns, margin } }),
    'easy-positive': () => recorder.dispatch(miningEasyPositive, { ...byAnchor, params: { rows, columns } }),
    'random-semi-hard': () => random(1),
    'distance-weighted': () =>
      recorder.dispatch(miningDistanceWeighted, {
        ...byPair,
        params: { ...drawing, width, distance: distanceNames.indexOf(distance) },
      }),
    random: () => random(0),
  };
  record[miner]();
}
