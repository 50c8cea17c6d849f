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

/** Takes the triplets of an anchor one by one. */
type Visit = (positive: number, negative: number, term: Term) => void;

interface Term {
  d_ap: number;
  /** d_an, or with swap the smaller one of d_an and d_pn. */
  closest: number;
  /** How much of the gradient on `closest` goes to d_pn. */
  swapped: number;
  /** d_ap − closest + margin */
  violation: number;
}

/** Calls `visit` for the mined triplets of anchor i. The term is one object for all of them. */
function visitTriplets({ distances, labels, negatives }: Mined, i: number, settings: Settings, visit: Visit): void {
  const { rows, columns, margin, swap } = settings;
  const row = i * columns;
  const term: Term = { d_ap: 0, closest: 0, swapped: 0, violation: 0 };
  for (let j = 0; j < columns; j++) {
    const mined = negatives[row + j]!;
    if (mined === NONE) continue;
    term.d_ap = distances[row + j]!;
    const [first, end] = mined === ALL ? [0, columns] : [mined, mined + 1];
    for (let k = first; k < end; k++) {
      if (mined === ALL && labels[k] === labels[i]) continue;
      const d_an = distances[row + k]!;
      const d_pn = swap && j < rows ? distances[j * columns + k]! : Number.POSITIVE_INFINITY;
      term.closest = Math.min(d_an, d_pn);
      term.swapped = d_pn < d_an ? 1 : d_pn === d_an ? 0.5 : 0;
      term.violation = term.d_ap - term.closest + margin;
      visit(j, k, term);
    }
  }
}

function lossOf(violation: number, soft: number): number {
  return Math.max(violation, 0) + (soft ? Math.log1p(Math.exp(-Math.abs(violation))) : 0);
}

/** d loss / d violation */
function slopeOf(violation: number, soft: number): number {
  if (soft) return 1 / (1 + Math.exp(-violation));
  return violation > 0 ? 1 : 0;
}

/** Sums of each anchor: Σ loss, triplets, active, Σ d_ap, Σ d_an or d_pn, Σ of the row within the batch, 0, 0. row_sums [rows, 8]. */
export function forward({ row_sums, ...mined }: Mined & { row_sums: Vector }, settings: Settings): void {
  const { rows, columns, soft } = settings;
  for (let i = 0; i < rows; i++) {
    const sums = new Float64Array(FIELDS);
    visitTriplets(mined, i, settings, (_positive, _negative, { d_ap, closest, violation }) => {
      const loss = lossOf(violation, soft);
      sums[0]! += loss;
      sums[1]!++;
      if (soft || loss > 0) sums[2]!++;
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
  const { rows, columns, soft } = settings;
  const sums = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    visitTriplets(mined, i, settings, (positive, negative, { swapped, violation }) => {
      const w = scale[i]! * slopeOf(violation, soft);
      sums[i * columns + positive]! += w;
      sums[i * columns + negative]! -= (1 - swapped) * w;
      if (swapped > 0) sums[positive * columns + negative]! -= swapped * w;
    });
  }
  d_distances.set(sums);
}
