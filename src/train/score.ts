import { isBetter, type Separation } from '../metric/evaluation/separation.js';

/** How good weights are: how far the pictures that judge are told apart, and the told pairs. */
export interface Score extends Separation {
  /**
   * Mean over the told pairs: d of two that are different, at most 1, and −d of two that are the same, d the squared distance of their
   * nearest pictures. 0 without any.
   */
  readonly told: number;
}

/**
 * The order in which weights are better: the lower EER; of equal ones, what was told is kept better; then the higher AUC; then the
 * higher d′. What was told weighs more than a finer figure and never more than the error rate.
 */
export function isBetterScore(a: Score, b: Score): boolean {
  if (a.eer === b.eer && a.told !== b.told) return a.told > b.told;
  return isBetter(a, b);
}
