import { randomWords, salted } from './noise.js';
import type { Vector } from './twin.js';

/** In `negatives`: the pair (i, j) has no triplet. */
export const NONE = 0xffffffff;
/** In `negatives`: the pair has a triplet with every column of another label. */
export const ALL = 0xfffffffe;

interface Buffers {
  distances: Vector;
  labels: Uint32Array;
  negatives: Uint32Array;
}

interface Shape {
  rows: number;
  columns: number;
}

interface Drawing extends Shape {
  seed: number;
  step: number;
}

/** The column below `columns` that comes first by `order`, among those with one; ties: lowest index. */
function first(columns: number, order: (k: number) => number | undefined): number {
  let best = NONE;
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < columns; k++) {
    const place = order(k);
    if (place === undefined || place >= least) continue;
    least = place;
    best = k;
  }
  return best;
}

/** Every pair of two columns of one label has all triplets. */
export function batch_all(
  { labels, negatives }: { labels: Uint32Array; negatives: Uint32Array },
  { rows, columns }: Shape,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) negatives[i * columns + j] = j !== i && labels[j] === labels[i] ? ALL : NONE;
  }
}

/** The hardest positive of each anchor gets its hardest negative; every other pair gets NONE. Ties: lowest index. */
export function batch_hard({ distances, labels, negatives }: Buffers, { rows, columns }: Shape): void {
  for (let i = 0; i < rows; i++) {
    const row = i * columns;
    negatives.fill(NONE, row, row + columns);
    const positive = first(columns, (j) => (j !== i && labels[j] === labels[i] ? -distances[row + j]! : undefined));
    if (positive === NONE) continue;
    negatives[row + positive] = first(columns, (k) => (labels[k] !== labels[i] ? distances[row + k] : undefined));
  }
}

/** The nearest positive of each anchor gets the nearest negative that is farther; every other pair gets NONE. Ties: lowest index. */
export function easy_positive({ distances, labels, negatives }: Buffers, { rows, columns }: Shape): void {
  for (let i = 0; i < rows; i++) {
    const row = i * columns;
    negatives.fill(NONE, row, row + columns);
    const positive = first(columns, (j) => (j !== i && labels[j] === labels[i] ? distances[row + j] : undefined));
    if (positive === NONE) continue;
    const bound = distances[row + positive]!;
    const farther = (k: number) => labels[k] !== labels[i] && distances[row + k]! > bound;
    negatives[row + positive] = first(columns, (k) => (farther(k) ? distances[row + k] : undefined));
  }
}

/** Calls `negativeOf` for every anchor–positive pair; all others get NONE. */
function forPairs(
  { labels, negatives }: { labels: Uint32Array; negatives: Uint32Array },
  { rows, columns }: Shape,
  negativeOf: (i: number, j: number) => number,
): void {
  for (let at = 0; at < rows * columns; at++) {
    const [i, j] = [Math.floor(at / columns), at % columns];
    negatives[at] = j !== i && labels[j] === labels[i] ? negativeOf(i, j) : NONE;
  }
}

/** Each anchor–positive pair gets the nearest negative with d_ap < d_an < d_ap + margin, or NONE. Ties: lowest index. */
export function semi_hard({ distances, ...mined }: Buffers, { margin, ...shape }: Shape & { margin: number }): void {
  const { columns } = shape;
  forPairs(mined, shape, (i, j) => {
    const positive = distances[i * columns + j]!;
    return first(columns, (k) => {
      const negative = distances[i * columns + k]!;
      const fits = mined.labels[k] !== mined.labels[i] && negative > positive && negative < positive + margin;
      return fits ? negative : undefined;
    });
  });
}

/** Sets a miner's draws apart from those of other kernels under the same seed. */
const MINING_SALT = 0x6d696e65;

/** The negative of a pair that wins a race: `timeOf` makes a time of a random word, or keeps a column out of it. */
function drawn(
  labels: Uint32Array,
  { columns, seed, step }: Drawing,
  [i, j]: readonly [number, number],
  timeOf: (k: number, word: number) => number | undefined,
): number {
  const [x, y] = randomWords(i * columns + j, salted(step, MINING_SALT), seed);
  return first(columns, (k) => (labels[k] === labels[i] ? undefined : timeOf(k, randomWords(k, x, y)[0])));
}

/** Each pair gets one of the columns of another label, or with `semi_hard` one with d_ap < d_an < d_ap + margin. */
export function random(
  { distances, ...mined }: Buffers,
  params: Drawing & { semi_hard: number; margin: number },
): void {
  const { columns, semi_hard, margin } = params;
  forPairs(mined, params, (i, j) => {
    const positive = distances[i * columns + j]!;
    return drawn(mined.labels, params, [i, j], (k, word) => {
      const negative = distances[i * columns + k]!;
      if (semi_hard && !(negative > positive && negative < positive + margin)) return undefined;
      return word >>> 8;
    });
  });
}

/** Distances below the first count as it, negatives from the second on are never drawn. */
const [NEAREST, FARTHEST] = [0.5, 1.4];

/** The logarithm of the weight that a negative at distance `d` = ‖x̂ − ŷ‖ is drawn with; undefined for weight 0. */
export function logWeight(d: number, width: number): number | undefined {
  if (!(d < FARTHEST)) return undefined;
  const near = Math.max(d, NEAREST);
  return (2 - width) * Math.log(near) + ((3 - width) / 2) * Math.log(1 - near ** 2 / 4);
}

/** Each pair gets a negative drawn by `logWeight`. Distance: 0 squaredL2, 1 L2, 2 cosine. */
export function distance_weighted(
  { distances, ...mined }: Buffers,
  params: Drawing & { width: number; distance: number },
): void {
  const { columns, width, distance } = params;
  const euclidean = [Math.sqrt, (d: number) => d, (d: number) => Math.sqrt(2 * d)][distance]!;
  forPairs(mined, params, (i, j) =>
    drawn(mined.labels, params, [i, j], (k, word) => {
      const weight = logWeight(euclidean(distances[i * columns + k]!), width);
      if (weight === undefined) return undefined;
      return Math.log(Math.max(-Math.log(((word >>> 9) + 0.5) / 2 ** 23), 2 ** -23)) - weight;
    }),
  );
}
