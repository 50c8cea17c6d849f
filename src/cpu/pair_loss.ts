import type { Vector } from './twin.js';

/** What every loss of pairs reads beside its own numbers. `pairs` says how often a pair counts. */
export interface Pairs {
  labels: Uint32Array;
  pairs: Uint32Array;
}

export interface PairsShape {
  rows: number;
  columns: number;
}

/** Words of a row of `row_sums`; the first twelve are sums, the rest is what a loss keeps for its backward. */
const FIELDS = 16;

export interface Pair {
  /** Place in [rows, columns]. */
  at: number;
  value: number;
  weight: number;
  positive: boolean;
}

/** The pairs of anchor i that count, with their distances or logits. */
export function pairsOf(values: Vector, { labels, pairs }: Pairs, i: number, columns: number): Pair[] {
  const found: Pair[] = [];
  for (let j = 0; j < columns; j++) {
    const at = i * columns + j;
    if (pairs[at]! > 0) {
      found.push({ at, value: values[at]!, weight: pairs[at]!, positive: labels[j] === labels[i] });
    }
  }
  return found;
}

/** Of either part: Σ loss, terms and active terms. */
export interface Part {
  loss: number;
  terms: number;
  active: number;
}

/** Writes row i of `row_sums`: both parts, what it reports about its pairs, and what the loss keeps. */
export function writeRow(
  row_sums: Vector,
  i: number,
  {
    parts: [first, second],
    pairs,
    spread,
    kept,
  }: { parts: [Part, Part]; pairs: Pair[]; spread: number; kept: number[] },
): void {
  const total = (positive: boolean, term: (pair: Pair) => number) =>
    pairs.reduce((sum, pair) => (pair.positive === positive ? sum + term(pair) : sum), 0);
  const row = [first.loss, second.loss, first.terms, second.terms, first.active, second.active];
  for (const term of [({ value, weight }: Pair) => value * weight, ({ weight }: Pair) => weight]) {
    row.push(total(true, term), total(false, term));
  }
  row_sums.fill(0, i * FIELDS, (i + 1) * FIELDS);
  row_sums.set([...row, spread, 0, ...kept], i * FIELDS);
}

/** Σ of a row over the columns that belong to the batch. */
export function sumOfBatch(values: Vector, i: number, { rows, columns }: PairsShape): number {
  let sum = 0;
  for (let j = 0; j < rows; j++) sum += values[i * columns + j]!;
  return sum;
}

/** Sums a loss of single pairs over a row, positive pairs as the first part and negative ones as the second. */
export function sumPairs(
  pairs: Pair[],
  loss: (pair: Pair) => number,
  isActive: (loss: number) => boolean,
): [Part, Part] {
  const parts: [Part, Part] = [
    { loss: 0, terms: 0, active: 0 },
    { loss: 0, terms: 0, active: 0 },
  ];
  for (const pair of pairs) {
    const part = parts[pair.positive ? 0 : 1];
    const own = loss(pair);
    part.loss += pair.weight * own;
    part.terms += pair.weight;
    part.active += isActive(own) ? pair.weight : 0;
  }
  return parts;
}

/**
 * The record `slot` of the statistics (but for fields 5 and 6) and the gradient's scale of either part, [rows, 2]. Reducer:
 * 0 sum, 1 mean, 2 activeMean, 3 perAnchor.
 */
export function reduce(
  { row_sums, stats, scale }: { row_sums: Vector; stats: Vector; scale: Vector },
  { rows, slot, reducer, needs_both }: { rows: number; slot: number; reducer: number; needs_both: number },
): void {
  const total = (field: number, divide = (_row: number) => 1) => {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += row_sums[i * FIELDS + field]! / divide(i);
    return sum;
  };
  const [positives, negatives] = [total(8), total(9)];
  const kept = needs_both === 1 && (positives === 0 || negatives === 0) ? 0 : 1;
  let loss = 0;
  for (const part of [0, 1]) {
    const ofRow = (i: number) => (reducer === 3 ? Math.max(row_sums[i * FIELDS + 2 + part]!, 1) : 1);
    const divisor = Math.max([1, total(2 + part), total(4 + part), rows][reducer]!, 1);
    loss += total(part, ofRow) / divisor;
    for (let i = 0; i < rows; i++) scale[2 * i + part] = kept / (divisor * ofRow(i));
  }
  const record = stats.subarray(slot * 8, slot * 8 + 8);
  record[0] = kept * loss;
  record[1] = total(2) + total(3);
  record[2] = total(4) + total(5);
  record[3] = total(6) / Math.max(positives, 1);
  record[4] = total(7) / Math.max(negatives, 1);
  record[7] = total(10) / Math.max(rows * (rows - 1), 1);
}
