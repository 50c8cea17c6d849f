import { NONE } from './mining.js';
import type { Vector } from './twin.js';

interface Mined {
  distances: Vector;
  negatives: Uint32Array;
}

/** Fields of a row of `row_sums` and of a record of `stats`. */
const FIELDS = 8;

/** The mined triplets of anchor i as pairs of distances with their hinge. */
function* tripletsOf({ distances, negatives }: Mined, i: number, rows: number, margin: number) {
  for (let j = 0; j < rows; j++) {
    const n = negatives[i * rows + j]!;
    if (n === NONE) continue;
    const positive = distances[i * rows + j]!;
    const negative = distances[i * rows + n]!;
    yield { j, n, positive, negative, h: Math.max(positive - negative + margin, 0) };
  }
}

/** Sums of each anchor: Σ h, triplets, active, Σ positive, Σ negative, Σ of the row, 0, 0. row_sums [rows, 8]. */
export function forward(
  { row_sums, ...mined }: Mined & { row_sums: Vector },
  { rows, margin }: { rows: number; margin: number },
): void {
  row_sums.fill(0, 0, rows * FIELDS);
  for (let i = 0; i < rows; i++) {
    const sums = row_sums.subarray(i * FIELDS, (i + 1) * FIELDS);
    for (const { h, positive, negative } of tripletsOf(mined, i, rows, margin)) {
      [h, 1, h > 0 ? 1 : 0, positive, negative].forEach((term, field) => {
        sums[field]! += term;
      });
    }
    for (let j = 0; j < rows; j++) sums[5]! += mined.distances[i * rows + j]!;
  }
}

/** The record `slot` of the statistics (but for fields 5 and 6) and the gradient's scale. Reducer: 0 sum, 1 mean, 2 activeMean. */
export function reduce(
  { row_sums, stats, scale }: { row_sums: Vector; stats: Vector; scale: Vector },
  { rows, slot, reducer }: { rows: number; slot: number; reducer: number },
): void {
  const total = new Float64Array(FIELDS);
  for (let at = 0; at < rows * FIELDS; at++) total[at % FIELDS]! += row_sums[at]!;
  const [loss = 0, triplets = 0, active = 0, positive = 0, negative = 0, all = 0] = total;
  const divisor = [1, triplets, active][reducer]!;
  scale[0] = active > 0 ? 1 / divisor : 0;
  const record = stats.subarray(slot * FIELDS, (slot + 1) * FIELDS);
  record[0] = active > 0 ? loss / divisor : 0;
  record[1] = triplets;
  record[2] = active;
  record[3] = triplets > 0 ? positive / triplets : 0;
  record[4] = triplets > 0 ? negative / triplets : 0;
  record[7] = rows > 1 ? all / (rows * (rows - 1)) : 0;
}

/** d_distances of the reduced loss: + scale at the pair of an active triplet, − scale at its negative. Overwrites. */
export function d_distances(
  { d_distances, scale, ...mined }: Mined & { scale: Vector; d_distances: Vector },
  { rows, margin }: { rows: number; margin: number },
): void {
  d_distances.fill(0, 0, rows * rows);
  for (let i = 0; i < rows; i++) {
    for (const { j, n, h } of tripletsOf(mined, i, rows, margin)) {
      if (h <= 0) continue;
      d_distances[i * rows + j]! += scale[0]!;
      d_distances[i * rows + n]! -= scale[0]!;
    }
  }
}
