import { type Pair, type Pairs, type PairsShape, pairsOf, sumOfBatch, writeRow } from './pair_loss.js';
import type { Vector } from './twin.js';

type Shape = PairsShape & { alpha: number; beta: number; base: number };

const exponentOf = ({ value, positive }: Pair, { alpha, beta, base }: Shape) =>
  positive ? alpha * (value - base) : beta * (base - value);

/** log(1 + Σ e^x). */
function logOnePlusSum(exponents: number[]): number {
  const top = exponents.reduce((most, x) => Math.max(most, x), 0);
  const sum = exponents.reduce((total, x) => total + Math.exp(x - top), 0);
  return top === 0 ? Math.log1p(sum) : top + Math.log(Math.exp(-top) + sum);
}

/** Each row's loss; both logarithms, of its positives and of its negatives, are kept for backward. row_sums [rows, 16]. */
export function forward(
  { distances, row_sums, ...chosen }: Pairs & { distances: Vector; row_sums: Vector },
  shape: Shape,
): void {
  for (let i = 0; i < shape.rows; i++) {
    const pairs = pairsOf(distances, chosen, i, shape.columns).map((pair) => ({ ...pair, weight: 1 }));
    const log = (positive: boolean) =>
      logOnePlusSum(pairs.filter((pair) => pair.positive === positive).map((pair) => exponentOf(pair, shape)));
    const logs = [log(true), log(false)] as const;
    const anchor = { loss: logs[0] / shape.alpha + logs[1] / shape.beta, terms: 1, active: pairs.length > 0 ? 1 : 0 };
    const spread = sumOfBatch(distances, i, shape);
    writeRow(row_sums, i, { parts: [anchor, { loss: 0, terms: 0, active: 0 }], pairs, spread, kept: [...logs] });
  }
}

/** scale[i, 0] · e^(exponent − logarithm) for a positive pair, the negative of it for a negative one. */
export function d_distances(
  {
    distances,
    row_sums,
    scale,
    d_distances,
    ...chosen
  }: Pairs & { distances: Vector; row_sums: Vector; scale: Vector; d_distances: Vector },
  shape: Shape,
): void {
  d_distances.fill(0, 0, shape.rows * shape.columns);
  for (let i = 0; i < shape.rows; i++) {
    for (const pair of pairsOf(distances, chosen, i, shape.columns)) {
      const log = row_sums[i * 16 + (pair.positive ? 12 : 13)]!;
      d_distances[pair.at] = (pair.positive ? 1 : -1) * scale[2 * i]! * Math.exp(exponentOf(pair, shape) - log);
    }
  }
}
