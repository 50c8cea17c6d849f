import { studentQuantile } from './incomplete-beta.js';
import { type Interval, midPLower } from './intervals.js';

/** A measured share and the interval that contains the true one in 95 % of the cases. */
export interface Estimate extends Interval {
  readonly value: number;
}

const TAIL = 0.025;
/** What a standard normal variable exceeds with that probability. */
const NORMAL = 1.959963984540054;
/** Rounds in which the upper end and the effective number of trials there settle. */
const ROUNDS = 3;

/**
 * The interval of an error rate whose trials depend on each other: mid-P with the effective number of trials, p·(1 − p)/variance
 * (E. Korn and B. Graubard, "Confidence intervals for proportions with small expected number of positive counts estimated from
 * survey data", 1998). The number depends on the rate: many errors of few people say less than many people's. At the upper end it is
 * that of the rate there, because a sample in which few errors happened does not show either how they come together.
 *
 * @param value - the observed rate. @param trialsAt - the effective number of trials if the rate were the argument.
 */
export function errorEstimate(value: number, trialsAt: (rate: number) => number): Estimate {
  const upperWith = (trials: number) => 1 - midPLower((1 - value) * trials, trials, TAIL);
  const observed = trialsAt(value);
  let upper = upperWith(observed);
  for (let round = 0; round < ROUNDS && upper < 1; round++) upper = upperWith(trialsAt(upper));
  return { value, lower: midPLower(value * observed, observed, TAIL), upper: Math.max(value, upper) };
}

/** The estimate of 1 − rate. */
export function complement({ value, lower, upper }: Estimate): Estimate {
  return { value: 1 - value, lower: 1 - upper, upper: 1 - lower };
}

/** Trials count for less where their variance was estimated with few degrees of freedom: as Student's t is wider than the normal law. */
export function fewer(freedom: number): number {
  return (NORMAL / studentQuantile(2 * TAIL, Math.max(freedom, 1))) ** 2;
}

/** The interval of what two independent sources of chance move, from the intervals that each alone would give (Zou and Donner, 2008). */
export function together(value: number, first: Interval, second: Interval): Estimate {
  const reach = (end: 'lower' | 'upper') => Math.hypot(first[end] - value, second[end] - value);
  return { value, lower: Math.max(0, value - reach('lower')), upper: Math.min(1, value + reach('upper')) };
}

/** How many units carry a variance: their number where all have the same share of it, less where a few make it up. */
export function carriers(sums: Float64Array): number {
  let [squares, fourths] = [0, 0];
  for (const sum of sums) {
    squares += sum ** 2;
    fourths += sum ** 4;
  }
  return squares ** 2 / fourths;
}

/**
 * The share of hits among trials of which those of one identity depend on each other.
 * @param values - [N] in [0, 1], 1 for a hit. @param identities - [N] whose trial each is.
 */
export function sharesEstimate(values: readonly number[], identities: ArrayLike<number>): Estimate {
  const value = values.reduce((sum, hit) => sum + hit, 0) / values.length;
  const residuals = new Map<number, number>();
  values.forEach((hit, i) => {
    residuals.set(identities[i]!, (residuals.get(identities[i]!) ?? 0) + hit - value);
  });
  const people = residuals.size;
  let squares = 0;
  for (const sum of residuals.values()) squares += sum ** 2;
  const variance = ((squares / values.length ** 2) * people) / Math.max(people - 1, 1);
  // All hits, or none, do not show how they come together: people are the trials.
  const trials = squares > 1e-12 ? ((value * (1 - value)) / variance) * fewer(people - 1) : people;
  return complement(errorEstimate(1 - value, () => trials));
}
