import { ascending, eer } from './roc.js';

/** How far genuine and impostor distances stand apart. */
export interface Separation {
  /** Equal error rate, in [0, 1]; 0 where a threshold separates them. */
  readonly eer: number;
  /** Chance that a genuine pair is nearer than an impostor pair, ties counted half, in [0, 1]: the area under the ROC. */
  readonly auc: number;
  /**
   * d′ = (μ_impostor − μ_genuine) / √((σ²_impostor + σ²_genuine) / 2) (J. Daugman, "The importance of being random: statistical
   * principles of iris recognition", Pattern Recognition 36, 2003). It goes on growing where EER and AUC are perfect.
   */
  readonly decidability: number;
}

/** Smaller deviations count as this, so that one pair of a kind still gives a number. */
const LEAST_DEVIATION = 1e-6;

/**
 * Measures two lists of distances, in any order.
 *
 * @throws `argument-invalid` when a list is empty; `not-finite` when a distance is.
 */
export function separation(genuine: Float32Array, impostor: Float32Array): Separation {
  const g = ascending('genuine', genuine);
  const m = ascending('impostor', impostor);
  return { eer: eer(g, m), auc: auc(g, m), decidability: decidability(g, m) };
}

/** Is `a` better than `b`? The lower EER is; of equal ones the higher AUC; of equal ones the higher d′. */
export function isBetter(a: Separation, b: Separation): boolean {
  if (a.eer !== b.eer) return a.eer < b.eer;
  if (a.auc !== b.auc) return a.auc > b.auc;
  return a.decidability > b.decidability;
}

/** The share of pairs of pairs in the right order (the Mann–Whitney statistic), both lists ascending. */
function auc(genuine: Float32Array, impostor: Float32Array): number {
  let below = 0;
  let upTo = 0;
  let wins = 0;
  for (const distance of impostor) {
    while (below < genuine.length && genuine[below]! < distance) below++;
    while (upTo < genuine.length && genuine[upTo]! <= distance) upTo++;
    wins += (below + upTo) / 2;
  }
  return wins / (genuine.length * impostor.length);
}

function decidability(genuine: Float32Array, impostor: Float32Array): number {
  const g = moments(genuine);
  const m = moments(impostor);
  const deviation = Math.sqrt((g.variance + m.variance) / 2);
  return (m.mean - g.mean) / Math.max(deviation, LEAST_DEVIATION);
}

function moments(values: Float32Array): { mean: number; variance: number } {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, variance: squares / values.length };
}
