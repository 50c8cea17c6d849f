import { countUpTo } from '../statistics/residuals.js';

/** A point of the ROC (far, 1 − frr) and the DET curve (far, frr). */
export interface CurvePoint {
  /** A pair is accepted when its squared distance is at most that. */
  readonly threshold: number;
  readonly far: number;
  readonly frr: number;
}

/** Points that a curve has at most for each kind of distance; more cannot be told apart in a plot. */
const POINTS = 150;

/**
 * FAR and FRR at thresholds among the observed distances: those at which the counts of accepted impostors, or of refused genuine pairs,
 * grow by steps that are even on a logarithmic scale, so that the rare errors have their points.
 *
 * @param genuine - squared distances in ascending order, one at least. @param impostor - likewise.
 * @returns points by rising threshold.
 */
export function errorCurve(genuine: Float32Array, impostor: Float32Array): CurvePoint[] {
  const thresholds = new Set<number>();
  for (const count of evenCounts(impostor.length)) thresholds.add(impostor[count - 1]!);
  for (const count of evenCounts(genuine.length)) thresholds.add(genuine[genuine.length - count]!);
  return [...thresholds]
    .sort((a, b) => a - b)
    .map((threshold) => ({
      threshold,
      far: countUpTo(impostor, threshold) / impostor.length,
      frr: 1 - countUpTo(genuine, threshold) / genuine.length,
    }));
}

/** Whole numbers from 1 to `most`. */
function evenCounts(most: number): number[] {
  return Array.from({ length: POINTS }, (_, i) => Math.round(most ** (i / (POINTS - 1))));
}
