import { type Pair, type Pairs, type PairsShape, pairsOf, sumOfBatch, sumPairs, writeRow } from './pair_loss.js';
import type { Vector } from './twin.js';

/** How far the logit speaks for the wrong answer. */
const wrong = ({ value, positive }: Pair) => (positive ? -value : value);

/** Each row's losses log(1 + e^−z) of positive pairs and log(1 + e^z) of negative ones. row_sums [rows, 16]. */
export function forward(
  { logits, row_sums, ...chosen }: Pairs & { logits: Vector; row_sums: Vector },
  shape: PairsShape,
): void {
  for (let i = 0; i < shape.rows; i++) {
    const pairs = pairsOf(logits, chosen, i, shape.columns);
    const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    const parts = sumPairs(
      pairs,
      (pair) => softplus(wrong(pair)),
      () => true,
    );
    writeRow(row_sums, i, { parts, pairs, spread: sumOfBatch(logits, i, shape), kept: [] });
  }
}

/** − scale[i, 0] · σ(−z) for a positive pair, scale[i, 1] · σ(z) for a negative one, as often as the pair counts. */
export function d_logits(
  { logits, scale, d_logits, ...chosen }: Pairs & { logits: Vector; scale: Vector; d_logits: Vector },
  { rows, columns }: PairsShape,
): void {
  d_logits.fill(0, 0, rows * columns);
  for (let i = 0; i < rows; i++) {
    for (const pair of pairsOf(logits, chosen, i, columns)) {
      const error = 1 / (1 + Math.exp(-wrong(pair)));
      d_logits[pair.at] = pair.weight * error * (pair.positive ? -scale[2 * i]! : scale[2 * i + 1]!);
    }
  }
}
