import { ALL, NONE } from '../../src/cpu/mining.js';
import { numbers } from './random.js';

/** A batch as the miners see it. */
export interface Batch {
  readonly rows: number;
  readonly distances: Float64Array;
  readonly labels: Uint32Array;
}

/** Labels from 0 to `classes` − 1 and symmetric distances in steps of 1/16 up to 4: full of ties, exact in f32. */
export function tiedBatch(seed: number, rows: number, classes: number): Batch {
  const labels = Uint32Array.from(numbers(seed, rows, 0, classes), Math.floor);
  const drawn = numbers(seed + 1, rows * rows, 0, 65);
  const distances = Float64Array.from(drawn, (_, at) => {
    const [i, j] = [Math.floor(at / rows), at % rows];
    return i === j ? 0 : Math.floor(drawn[Math.min(i, j) * rows + Math.max(i, j)]!) / 16;
  });
  return { rows, distances, labels };
}

/** The mined triplets of a `negatives` matrix as "anchor positive negative", in order; ALL stands for all strangers by `labels`. */
export function tripletsOf(negatives: ArrayLike<number>, rows: number, labels: ArrayLike<number> = []): string[] {
  const columns = negatives.length / rows;
  return Array.from({ length: negatives.length }, (_, at) => {
    const [anchor, negative] = [Math.floor(at / columns), negatives[at]!];
    if (negative === NONE) return [];
    const strangers = Array.from(labels, (_label, k) => k).filter((k) => labels[k] !== labels[anchor]);
    return (negative === ALL ? strangers : [negative]).map((k) => `${anchor} ${at % columns} ${k}`);
  }).flat();
}

/** Every triplet (a, p, n) of the batch with its two distances: the plain triple loop. */
function* everyTriplet({ rows, distances, labels }: Batch) {
  for (let a = 0; a < rows; a++) {
    for (let p = 0; p < rows; p++) {
      if (p === a || labels[p] !== labels[a]) continue;
      for (let n = 0; n < rows; n++) {
        if (labels[n] === labels[a]) continue;
        yield { a, p, n, positive: distances[a * rows + p]!, negative: distances[a * rows + n]! };
      }
    }
  }
}

type Triplet = ReturnType<typeof everyTriplet> extends Generator<infer T> ? T : never;

const best = (triplets: readonly Triplet[], order: (x: Triplet, y: Triplet) => number) => [...triplets].sort(order)[0];

/** Groups by `key`, keeps the first of each group under `order`, and writes it down. */
function chosen(batch: Batch, key: (t: Triplet) => string, keep: (t: Triplet) => boolean, order: typeof byHardness) {
  const groups = new Map<string, Triplet[]>();
  for (const triplet of everyTriplet(batch)) {
    if (keep(triplet)) groups.set(key(triplet), [...(groups.get(key(triplet)) ?? []), triplet]);
  }
  return [...groups.values()].map((group) => best(group, order)!).map(({ a, p, n }) => `${a} ${p} ${n}`);
}

const byHardness = (x: Triplet, y: Triplet) =>
  y.positive - x.positive || x.p - y.p || x.negative - y.negative || x.n - y.n;

/** By definition: of all triplets of an anchor the one with the farthest positive, then the nearest negative. */
export function batchHardTriplets(batch: Batch): string[] {
  return chosen(
    batch,
    ({ a }) => `${a}`,
    () => true,
    byHardness,
  );
}

/** By definition: of the semi-hard triplets of a pair the one with the nearest negative. */
export function semiHardTriplets(batch: Batch, margin: number): string[] {
  return chosen(
    batch,
    ({ a, p }) => `${a} ${p}`,
    ({ positive, negative }) => positive < negative && negative < positive + margin,
    byHardness,
  );
}

/** Negatives as no miner would choose them: for half of the pairs one of the first strangers, easy or hard. */
export function anyNegatives(
  { rows, columns = rows, labels }: { rows: number; columns?: number; labels: Uint32Array },
  seed: number,
): Uint32Array {
  const drawn = numbers(seed, rows * columns, 0, 2);
  const negatives = new Uint32Array(rows * columns).fill(NONE);
  for (let i = 0; i < rows; i++) {
    const strangers = [...labels.keys()].filter((k) => labels[k] !== labels[i]).slice(0, 3);
    for (let j = 0; j < columns; j++) {
      const draw = drawn[i * columns + j]!;
      if (i === j || labels[i] !== labels[j] || draw >= 1 || strangers.length === 0) continue;
      negatives[i * columns + j] = strangers[Math.floor(draw * strangers.length)]!;
    }
  }
  return negatives;
}
