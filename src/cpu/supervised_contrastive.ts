import { type Pairs, type PairsShape, pairsOf, sumOfBatch, writeRow } from './pair_loss.js';
import type { Vector } from './twin.js';

type Shape = PairsShape & { temperature: number };

/**
 * Each row's loss −1/P Σ_positive log(e^x / Σ e^x), x = −d / temperature. Kept for backward: the nearest pair's distance and
 * log Σ e^(x − its x). row_sums [rows, 16].
 */
export function forward(
  { distances, row_sums, ...chosen }: Pairs & { distances: Vector; row_sums: Vector },
  shape: Shape,
): void {
  for (let i = 0; i < shape.rows; i++) {
    const pairs = pairsOf(distances, chosen, i, shape.columns).map((pair) => ({ ...pair, weight: 1 }));
    const nearest = pairs.length > 0 ? pairs.reduce((a, b) => (b.value < a.value ? b : a)) : undefined;
    const origin = nearest?.value ?? 0;
    const behind = (value: number) => (value - origin) / shape.temperature;
    const log = Math.log1p(
      pairs.reduce((sum, pair) => (pair === nearest ? sum : sum + Math.exp(-behind(pair.value))), 0),
    );
    const positives = pairs.filter(({ positive }) => positive);
    const far = positives.reduce((sum, { value }) => sum + behind(value), 0) / Math.max(positives.length, 1);
    const loss = positives.length > 0 ? log + far : 0;
    const anchor = { loss, terms: 1, active: positives.length > 0 && pairs.length > 1 ? 1 : 0 };
    const spread = sumOfBatch(distances, i, shape);
    writeRow(row_sums, i, { parts: [anchor, { loss: 0, terms: 0, active: 0 }], pairs, spread, kept: [origin, log] });
  }
}

/** scale[i, 0] / temperature · ([positive] / P − the pair's share of Σ e^x); 0 in a row without positives. */
export function d_distances(
  {
    distances,
    row_sums,
    scale,
    d_distances,
    ...chosen
  }: Pairs & { distances: Vector; row_sums: Vector; scale: Vector; d_distances: Vector },
  { rows, columns, temperature }: Shape,
): void {
  d_distances.fill(0, 0, rows * columns);
  for (let i = 0; i < rows; i++) {
    const [positives, , , , origin, log] = row_sums.subarray(i * 16 + 8, i * 16 + 14);
    if (positives === 0) continue;
    for (const { at, value, positive } of pairsOf(distances, chosen, i, columns)) {
      const share = Math.exp((origin! - value) / temperature - log!);
      d_distances[at] = (scale[2 * i]! / temperature) * ((positive ? 1 / positives! : 0) - share);
    }
  }
}
