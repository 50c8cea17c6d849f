import { type Pair, type Pairs, type PairsShape, pairsOf, sumOfBatch, sumPairs, writeRow } from './pair_loss.js';
import type { Vector } from './twin.js';

type Shape = PairsShape & { positive_margin: number; margin: number };

const lossOf = ({ value, positive }: Pair, { positive_margin, margin }: Shape) =>
  Math.max(positive ? value - positive_margin : margin - value, 0);

/** Each row's losses max(d − positive_margin, 0) of positive pairs and max(margin − d, 0) of negative ones. row_sums [rows, 16]. */
export function forward(
  { distances, row_sums, ...chosen }: Pairs & { distances: Vector; row_sums: Vector },
  shape: Shape,
): void {
  for (let i = 0; i < shape.rows; i++) {
    const pairs = pairsOf(distances, chosen, i, shape.columns);
    const parts = sumPairs(
      pairs,
      (pair) => lossOf(pair, shape),
      (loss) => loss > 0,
    );
    writeRow(row_sums, i, { parts, pairs, spread: sumOfBatch(distances, i, shape), kept: [] });
  }
}

/** + scale[i, 0] for a positive pair beyond its margin, − scale[i, 1] for a negative one within, as often as the pair counts. */
export function d_distances(
  { distances, scale, d_distances, ...chosen }: Pairs & { distances: Vector; scale: Vector; d_distances: Vector },
  shape: Shape,
): void {
  d_distances.fill(0, 0, shape.rows * shape.columns);
  for (let i = 0; i < shape.rows; i++) {
    for (const pair of pairsOf(distances, chosen, i, shape.columns)) {
      if (lossOf(pair, shape) === 0) continue;
      d_distances[pair.at] = pair.weight * (pair.positive ? scale[2 * i]! : -scale[2 * i + 1]!);
    }
  }
}
