import type { Loss } from '../../src/metric/objective/loss.js';
import type { Distance } from '../../src/ops/distances.js';
import type { Miner } from '../../src/ops/mining.js';
import type { Reducer } from '../../src/ops/reducer.js';

/** The objective by its definitions: plain loops over triplets of embeddings in f64, written without a look at the kernels. */

export interface Kind {
  readonly distance: Distance;
  readonly miner: Miner;
  readonly loss: Loss;
  readonly swap: boolean;
  readonly reducer: Reducer;
  readonly margin: number;
}

export interface Embedded {
  readonly rows: number;
  readonly width: number;
  readonly embeddings: Float64Array;
  readonly labels: Uint32Array;
}

export type Triple = readonly [anchor: number, positive: number, negative: number];

const dot = (x: Float64Array, y: Float64Array) => x.reduce((sum, value, k) => sum + value * y[k]!, 0);

/** The distance of two vectors and its gradient on the first; `same` for a vector to itself. */
function between(x: Float64Array, y: Float64Array, distance: Distance, same: boolean): [number, Float64Array] {
  const [length, other] = [Math.sqrt(dot(x, x)), Math.sqrt(dot(y, y))];
  if (same) return [0, new Float64Array(x.length)];
  if (distance === 'cosine') {
    if (length === 0 || other === 0) return [1, new Float64Array(x.length)];
    const cosine = dot(x, y) / (length * other);
    // 1 − cosine, without rounding between rows of one direction.
    const far = x.reduce((sum, value, k) => sum + (value / length - y[k]! / other) ** 2, 0) / 2;
    return [far, x.map((value, k) => (-y[k]! / other + (cosine * value) / length) / length)];
  }
  const difference = x.map((value, k) => value - y[k]!);
  const squared = dot(difference, difference);
  if (distance === 'squaredL2') return [squared, difference.map((value) => 2 * value)];
  const root = Math.sqrt(squared);
  return [root, difference.map((value) => (root === 0 ? 0 : value / root))];
}

export interface Distances {
  /** d(i, j) */
  at(i: number, j: number): number;
  /** ∂ d(i, j) / ∂ x_i */
  slope(i: number, j: number): Float64Array;
}

export function distancesOf({ rows, width, embeddings }: Embedded, distance: Distance): Distances {
  const vectors = Array.from({ length: rows }, (_, i) => embeddings.subarray(i * width, (i + 1) * width));
  const table = vectors.map((x, i) => vectors.map((y, j) => between(x, y, distance, i === j)));
  return { at: (i, j) => table[i]![j]![0], slope: (i, j) => table[i]![j]![1] };
}

/** All triplets of the batch that pass `fits`, by anchor, positive, negative. */
function triplets({ rows, labels }: Embedded, fits: (triple: Triple) => boolean): Triple[] {
  const found: Triple[] = [];
  for (let a = 0; a < rows; a++) {
    for (let p = 0; p < rows; p++) {
      for (let n = 0; n < rows; n++) {
        if (a !== p && labels[a] === labels[p] && labels[a] !== labels[n] && fits([a, p, n])) found.push([a, p, n]);
      }
    }
  }
  return found;
}

/** The triplets that a miner may choose from; the ones that do not draw take all of these. */
export function candidates(batch: Embedded, { at }: Distances, { miner, margin, distance }: Kind): Triple[] {
  const { rows, labels } = batch;
  const others = (a: number, fits: (k: number) => boolean) =>
    Array.from({ length: rows }, (_, k) => k).filter((k) => k !== a && fits(k));
  const least = (places: number[], order: (k: number) => number) =>
    places.reduce((best, k) => (best < 0 || order(k) < order(best) ? k : best), -1);
  const mates = (a: number) => others(a, (k) => labels[k] === labels[a]);
  const strangers = (a: number) => others(a, (k) => labels[k] !== labels[a]);
  const semiHard = ([a, p]: Triple, n: number) => at(a, n) > at(a, p) && at(a, n) < at(a, p) + margin;
  const euclidean = (d: number) => ({ squaredL2: Math.sqrt(d), L2: d, cosine: Math.sqrt(2 * d) })[distance];
  switch (miner) {
    case 'batch-all':
    case 'random':
      return triplets(batch, () => true);
    case 'distance-weighted':
      return triplets(batch, ([a, , n]) => euclidean(at(a, n)) < 1.4);
    case 'random-semi-hard':
      return triplets(batch, (triple) => semiHard(triple, triple[2]));
    case 'semi-hard':
      return triplets(batch, (triple) => {
        const [a, , n] = triple;
        return (
          n ===
          least(
            strangers(a).filter((k) => semiHard(triple, k)),
            (k) => at(a, k),
          )
        );
      });
    case 'batch-hard':
      return triplets(
        batch,
        ([a, p, n]) => p === least(mates(a), (k) => -at(a, k)) && n === least(strangers(a), (k) => at(a, k)),
      );
    case 'easy-positive':
      return triplets(batch, ([a, p, n]) => {
        if (p !== least(mates(a), (k) => at(a, k))) return false;
        return (
          n ===
          least(
            strangers(a).filter((k) => at(a, k) > at(a, p)),
            (k) => at(a, k),
          )
        );
      });
  }
}

/** The reduced loss over given triplets, and its gradient on the embeddings. */
export function lossOf(
  { rows, width }: Embedded,
  { at, slope: slopeOf }: Distances,
  mined: readonly Triple[],
  kind: Kind,
) {
  const soft = kind.loss === 'softMargin';
  const ofAnchor = new Float64Array(rows);
  for (const [a] of mined) ofAnchor[a]!++;
  const violation = ([a, p, n]: Triple) =>
    at(a, p) - (kind.swap ? Math.min(at(a, n), at(p, n)) : at(a, n)) + kind.margin;
  const active = soft ? mined.length : mined.filter((triple) => violation(triple) > 0).length;
  const divisor = { sum: 1, mean: mined.length, activeMean: active, perAnchor: rows }[kind.reducer];
  // What the gradient of each distance d(i, j) adds up to.
  const onPair = new Float64Array(rows * rows);
  let loss = 0;
  for (const triple of mined) {
    const [a, p, n] = triple;
    const v = violation(triple);
    if (!soft && v <= 0) continue;
    const w = 1 / divisor / (kind.reducer === 'perAnchor' ? ofAnchor[a]! : 1);
    loss += w * (soft ? Math.log1p(Math.exp(v)) : v);
    const slope = soft ? w / (1 + Math.exp(-v)) : w;
    const swapped = !kind.swap || at(a, n) < at(p, n) ? 0 : at(a, n) === at(p, n) ? 0.5 : 1;
    onPair[a * rows + p]! += slope;
    onPair[a * rows + n]! -= slope * (1 - swapped);
    onPair[p * rows + n]! -= slope * swapped;
  }
  const gradient = new Float64Array(rows * width);
  for (const [pair, factor] of onPair.entries()) {
    const [i, j] = [Math.floor(pair / rows), pair % rows];
    if (factor === 0) continue;
    const [own, other] = [slopeOf(i, j), slopeOf(j, i)];
    for (let k = 0; k < width; k++) {
      gradient[i * width + k]! += factor * own[k]!;
      gradient[j * width + k]! += factor * other[k]!;
    }
  }
  return { loss, gradient };
}
