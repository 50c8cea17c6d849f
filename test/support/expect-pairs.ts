import type { PairLoss } from '../../src/metric/objective/pair-loss.js';
import { distanceNames } from '../../src/ops/distances.js';
import { miners } from '../../src/ops/mining.js';
import { reducers } from '../../src/ops/reducer.js';
import { type Distances, distancesOf, type Embedded, type Kind, type Triple } from './brute-force.js';
import { expectClose } from './compare.js';
import type { Measured } from './objectives.js';
import { tripletsOf } from './triplets.js';

/** The losses of pairs by their definitions: plain loops over pairs of embeddings in f64, written without a look at the kernels. */

type Pair = readonly [anchor: number, other: number];

/** A loss with its slope on each of its distances, and how often it counts. */
export interface Term {
  readonly anchor: number;
  readonly loss: number;
  /** Above 0, even where f64 has lost it beside a 1. */
  readonly active: boolean;
  readonly slopes: readonly (readonly [other: number, slope: number])[];
}

type PairKind = Omit<Kind, 'loss' | 'miner'> & { readonly loss: PairLoss; readonly miner?: Kind['miner'] };

/** Exact on the lattice of the batches, so some pairs lie exactly on the margin. */
const margins = { squaredL2: 1, L2: 0.7, cosine: 0.5 };

/** Every combination with one loss; one without a miner takes every pair. */
export function pairKinds(loss: PairLoss): Kind[] {
  return distanceNames.flatMap((distance) =>
    [undefined, ...miners].flatMap((miner) =>
      reducers.map((reducer) => {
        const kind: PairKind = {
          distance,
          loss,
          swap: false,
          reducer,
          margin: margins[distance],
          ...(miner && { miner }),
        };
        return kind as Kind;
      }),
    ),
  );
}

const logSum = (exponents: number[]) => {
  const top = Math.max(...exponents);
  return top + Math.log(exponents.reduce((sum, x) => sum + Math.exp(x - top), 0));
};

function lossOfAnchor(
  { loss }: PairKind,
  anchor: number,
  positives: Pair[],
  negatives: Pair[],
  at: (p: Pair) => number,
): Term {
  if (loss === 'multiSimilarity') {
    const far = positives.map((pair) => 2 * (at(pair) - 0.5));
    const near = negatives.map((pair) => 50 * (0.5 - at(pair)));
    const [all, none] = [logSum([0, ...far]), logSum([0, ...near])];
    return {
      anchor,
      loss: all / 2 + none / 50,
      active: positives.length + negatives.length > 0,
      slopes: [
        ...positives.map(([, j], k) => [j, Math.exp(far[k]! - all)] as const),
        ...negatives.map(([, j], k) => [j, -Math.exp(near[k]! - none)] as const),
      ],
    };
  }
  const pairs = [...positives, ...negatives];
  if (positives.length === 0) return { anchor, loss: 0, active: false, slopes: [] };
  const all = logSum(pairs.map((pair) => -at(pair) / 0.1));
  const far = positives.reduce((sum, pair) => sum + at(pair) / 0.1, 0) / positives.length;
  const share = (pair: Pair) => (positives.includes(pair) ? 1 / positives.length : 0) - Math.exp(-at(pair) / 0.1 - all);
  return {
    anchor,
    loss: all + far,
    active: pairs.length > 1,
    slopes: pairs.map((pair) => [pair[1], share(pair) / 0.1]),
  };
}

/** The terms as one loss, and how much each of them weighs in it. */
export function reduced(terms: readonly Term[], rows: number, reducer: string): { loss: number; weights: number[] } {
  const active = terms.filter((term) => term.active).length;
  const ofAnchor = new Map<number, number>();
  for (const { anchor } of terms) ofAnchor.set(anchor, (ofAnchor.get(anchor) ?? 0) + 1);
  const weights = terms.map(({ anchor }) => {
    if (reducer === 'sum') return 1;
    if (reducer === 'perAnchor') return 1 / (rows * ofAnchor.get(anchor)!);
    return 1 / (reducer === 'mean' ? terms.length : Math.max(active, 1));
  });
  return { loss: terms.reduce((sum, { loss }, k) => sum + weights[k]! * loss, 0), weights };
}

/** The terms over the pairs of triplets, as often as they have them, or over every pair: those that are reduced together. */
function termsOf(
  { rows, labels }: Embedded,
  { at }: Distances,
  mined: readonly Triple[] | undefined,
  kind: PairKind,
): Term[][] {
  const every = Array.from({ length: rows * rows }, (_, k) => [Math.floor(k / rows), k % rows] as const);
  const same = ([i, j]: Pair) => labels[i] === labels[j];
  const positives: Pair[] = mined
    ? mined.map(([a, p]) => [a, p])
    : every.filter((pair) => pair[0] !== pair[1] && same(pair));
  const negatives: Pair[] = mined ? mined.map(([a, , n]) => [a, n]) : every.filter((pair) => !same(pair));

  const parts: Term[][] = [];
  if (kind.loss === 'contrastive') {
    const term = ([anchor, j]: Pair, loss: number, sign: number): Term => ({
      anchor,
      loss,
      active: loss > 0,
      slopes: loss > 0 ? [[j, sign]] : [],
    });
    parts.push(positives.map((pair) => term(pair, Math.max(at(...pair), 0), 1)));
    parts.push(negatives.map((pair) => term(pair, Math.max(kind.margin - at(...pair), 0), -1)));
  } else {
    const once = (pairs: Pair[], i: number) =>
      [...new Set(pairs.filter(([a]) => a === i).map(([, j]) => j))].map((j) => [i, j] as const);
    const missing = positives.length === 0 || negatives.length === 0;
    const anchors = Array.from({ length: kind.loss === 'supervisedContrastive' && missing ? 0 : rows }, (_, i) => i);
    parts.push(
      anchors.map((i) => lossOfAnchor(kind, i, once(positives, i), once(negatives, i), (pair) => at(...pair))),
    );
  }
  return parts;
}

/** Loss and gradient of terms. */
function pairLossOf({ rows, width }: Embedded, { slope }: Distances, parts: readonly Term[][], reducer: string) {
  const gradient = new Float64Array(rows * width);
  const add = (i: number, factor: number, direction: Float64Array) => {
    for (const [k, value] of direction.entries()) gradient[i * width + k]! += factor * value;
  };
  let total = 0;
  for (const terms of parts) {
    const { loss, weights } = reduced(terms, rows, reducer);
    total += loss;
    for (const [k, { anchor, slopes }] of terms.entries()) {
      for (const [j, by] of slopes) {
        add(anchor, weights[k]! * by, slope(anchor, j));
        add(j, weights[k]! * by, slope(j, anchor));
      }
    }
  }
  return { loss: total, gradient };
}

/**
 * Throws unless each result is what plain loops over the batch give: the loss to 1e-5, the gradient to 1e-4, relative to 1 or more.
 * @returns how many losses were above 0.
 */
export function expectPairObjectives(name: string, batch: Embedded, results: readonly Measured[]): number {
  let above = 0;
  const tables = new Map<string, Distances>();
  const known = new Map<string, { negatives: Measured['negatives']; terms: Term[][] }>();
  for (const { kind, stats, negatives, gradient } of results) {
    const label = `${name}: ${kind.distance} ${kind.miner} ${kind.loss} ${kind.reducer}`;
    const distances = tables.get(kind.distance) ?? distancesOf(batch, kind.distance);
    tables.set(kind.distance, distances);
    // Reducers differ in what they make of the same terms.
    const key = `${kind.distance} ${kind.miner} ${kind.loss}`;
    let { terms, negatives: others } = known.get(key) ?? {};
    if (!terms || (kind.miner && negatives.some((negative, at) => negative !== others![at]))) {
      const mined = kind.miner && minedBy(negatives, batch);
      terms = termsOf(batch, distances, mined, kind as PairKind);
      known.set(key, { negatives, terms });
    }
    const expected = pairLossOf(batch, distances, terms, kind.reducer);
    expectClose(`${label}: loss`, [stats.loss], [expected.loss], { relative: 1e-5, absolute: 1e-5 });
    expectClose(`${label}: gradient`, gradient, expected.gradient, { relative: 1e-4, absolute: 1e-4 });
    above += expected.loss > 0 ? 1 : 0;
  }
  return above;
}

function minedBy(negatives: Measured['negatives'], { rows, labels }: Embedded): Triple[] {
  return tripletsOf(negatives, rows, labels).map((triple) => triple.split(' ').map(Number) as unknown as Triple);
}
