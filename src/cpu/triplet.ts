import { ALL, NONE } from './mining.js';
import type { Vector } from './twin.js';

interface Mined {
  distances: Vector;
  labels: Uint32Array;
  negatives: Uint32Array;
}

interface Settings {
  rows: number;
  columns: number;
  margin: number;
  /** 0 hinge, 1 soft margin */
  soft: number;
  swap: number;
}

/** Fields of a row of `row_sums` and of a record of `stats`. */
const FIELDS = 8;

interface Triplet {
  positive: number;
  negative: number;
  d_ap: number;
  /** d_an, or with swap the smaller one of d_an and d_pn. */
  closest: number;
  /** How much of the gradient on `closest` goes to d_pn. */
  swapped: number;
  loss: number;
  active: boolean;
  /** d loss / d d_ap */
  slope: number;
}

/** Calls `visit` for the mined triplets of anchor i. */
function visitTriplets(mined: Mined, i: number, settings: Settings, visit: (triplet: Triplet) => void): void {
  const { labels, negatives } = mined;
  const { columns } = settings;
  for (let j = 0; j < columns; j++) {
    const n = negatives[i * columns + j]!;
    if (n === NONE) continue;
    if (n !== ALL) visit(triplet(mined, [i, j, n], settings));
    else for (let k = 0; k < columns; k++) if (labels[k] !== labels[i]) visit(triplet(mined, [i, j, k], settings));
  }
}

function triplet(
  { distances }: Mined,
  [i, positive, negative]: readonly [number, number, number],
  { rows, columns, margin, soft, swap }: Settings,
): Triplet {
  const d_ap = distances[i * columns + positive]!;
  const d_an = distances[i * columns + negative]!;
  const d_pn = swap && positive < rows ? distances[positive * columns + negative]! : Number.POSITIVE_INFINITY;
  const closest = Math.min(d_an, d_pn);
  const swapped = d_pn < d_an ? 1 : d_pn === d_an ? 0.5 : 0;
  const v = d_ap - closest + margin;
  const common = { positive, negative, d_ap, closest, swapped };
  if (!soft) return { ...common, loss: Math.max(v, 0), active: v > 0, slope: v > 0 ? 1 : 0 };
  const loss = Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)));
  return { ...common, loss, active: true, slope: 1 / (1 + Math.exp(-v)) };
}

/** Sums of each anchor: Σ loss, triplets, active, Σ d_ap, Σ d_an or d_pn, Σ of the row within the batch, 0, 0. row_sums [rows, 8]. */
export function forward({ row_sums, ...mined }: Mined & { row_sums: Vector }, settings: Settings): void {
  const { rows, columns } = settings;
  for (let i = 0; i < rows; i++) {
    const sums = new Float64Array(FIELDS);
    visitTriplets(mined, i, settings, ({ loss, active, d_ap, closest }) => {
      sums[0]! += loss;
      sums[1]!++;
      if (active) sums[2]!++;
      sums[3]! += d_ap;
      sums[4]! += closest;
    });
    for (let j = 0; j < rows; j++) sums[5]! += mined.distances[i * columns + j]!;
    row_sums.set(sums, i * FIELDS);
  }
}

/**
 * The record `slot` of the statistics (but for fields 5 and 6) and what the gradient of each anchor is scaled by. Reducer: 0 sum, 1 mean, 2
 * activeMean, 3 perAnchor.
 */
export function reduce(
  { row_sums, stats, scale }: { row_sums: Vector; stats: Vector; scale: Vector },
  { rows, slot, reducer }: { rows: number; slot: number; reducer: number },
): void {
  const total = new Float64Array(FIELDS);
  for (let at = 0; at < rows * FIELDS; at++) total[at % FIELDS]! += row_sums[at]!;
  const [loss = 0, triplets = 0, active = 0, positive = 0, negative = 0, all = 0] = total;
  const divisor = Math.max([1, triplets, active, rows][reducer]!, 1);
  let reduced = loss / divisor;
  scale.fill(1 / divisor, 0, rows);
  if (reducer === 3) {
    reduced = 0;
    for (let i = 0; i < rows; i++) {
      scale[i] = 1 / (rows * Math.max(row_sums[i * FIELDS + 1]!, 1));
      reduced += scale[i]! * row_sums[i * FIELDS]!;
    }
  }
  const record = stats.subarray(slot * FIELDS, (slot + 1) * FIELDS);
  record[0] = reduced;
  record[1] = triplets;
  record[2] = active;
  record[3] = triplets > 0 ? positive / triplets : 0;
  record[4] = triplets > 0 ? negative / triplets : 0;
  record[7] = rows > 1 ? all / (rows * (rows - 1)) : 0;
}

/** d_distances of the reduced loss: + at the pair of a triplet, − at its negative, of the anchor or the positive. Overwrites. */
export function d_distances(
  { d_distances, scale, ...mined }: Mined & { scale: Vector; d_distances: Vector },
  settings: Settings,
): void {
  const { rows, columns } = settings;
  const sums = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    visitTriplets(mined, i, settings, ({ positive, negative, swapped, slope }) => {
      const w = scale[i]! * slope;
      sums[i * columns + positive]! += w;
      sums[i * columns + negative]! -= (1 - swapped) * w;
      if (swapped > 0) sums[positive * columns + negative]! -= swapped * w;
    });
  }
  d_distances.set(sums);
}
