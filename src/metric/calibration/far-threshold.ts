import { KinfoldError } from '../../errors.js';
import { smallestSupportedFar } from '../evaluation/roc.js';
import { incompleteBeta } from '../statistics/incomplete-beta.js';
import { acceptedShares, checkGroups, type GroupedDistances } from './grouped.js';

/** Probability with which a promised rate is kept. */
export const CONFIDENCE = 0.95;

/** A squared distance that everyone is within. */
const FARTHEST = 4;

/**
 * The largest threshold at which strangers are accepted in at most `far` of their comparisons, with 95 % confidence.
 *
 * A stranger is one trial: his accepted share X is in [0, 1], and FAR = E[X]. Two bounds on E[X] hold whatever the distribution. That
 * a share is at most 1 where any of it was accepted: with k such people among n, FAR ≤ f as soon as P(Bin(n, f) ≤ k) ≤ 0.05
 * (Clopper and Pearson). And for the shares themselves FAR ≤ f as soon as e·P(Bin(n, f) ≤ ⌈ΣX⌉) ≤ 0.05 (V. Bentkus, "On Hoeffding's
 * inequalities", 2004). Of the two the one that allows more acceptances is taken, known before any distance is looked at. FAR
 * rises with the threshold, so a bound for one threshold serves to choose it (S. Bates et al., "Distribution-free, risk-controlling
 * prediction sets", 2021).
 *
 * @param strangers - the distances of each stranger's comparisons with the gallery, in [0, 4].
 * @param far - above 0 and below 1.
 * @returns a number in [0, 4), an f32 as the distances are.
 * @throws KinfoldError `far-unsupported` if there are fewer than 3/far strangers, or one of them cannot be told from the enrolled;
 *   `argument-invalid`, `not-finite`.
 */
export function farThreshold(strangers: GroupedDistances, far: number): number {
  checkGroups('calibrate', strangers);
  checkSupport(strangers.length, far);
  const { people, share } = allowances(strangers.length, far);
  const comparisons = strangers.reduce((sum, { length }) => sum + length, 0) / strangers.length;
  const threshold =
    share * comparisons > people
      ? largestThreshold((t) => acceptedShares(strangers, t) <= share)
      : largestThreshold((t) => strangers.filter((distances) => distances.some((d) => d <= t)).length <= people);
  if (threshold !== undefined) return threshold;
  throw new KinfoldError(
    'far-unsupported',
    `calibrate: pictures of too many strangers are at distance 0 from the gallery, so no threshold keeps far ${far}; enrol nobody of the cohort`,
  );
}

/** Throws `argument-invalid` for a `far` that is none, `far-unsupported` with what is possible and what is missing. */
export function checkSupport(strangers: number, far: number): void {
  checkFar(far);
  const smallest = smallestSupportedFar(strangers);
  if (far >= smallest) return;
  const needed = Math.ceil(3 / far);
  throw new KinfoldError(
    'far-unsupported',
    `calibrate: far ${far} needs pictures of ${needed} strangers (rule of three), but the cohort has ${strangers}, counting people because pictures of one person depend on each other; add pictures of ${needed - strangers} more, ask for far ${smallest} or more, or assume a normal tail (tail: 'normal')`,
  );
}

/** Throws `argument-invalid` unless it is above 0 and below 1. */
export function checkFar(far: number): void {
  if (far > 0 && far < 1) return;
  throw new KinfoldError('argument-invalid', `calibrate: far is ${far}, expected a fraction above 0 and below 1`);
}

/** How many people may be accepted in anything, and how many shares altogether (−1 for not even none). */
function allowances(strangers: number, far: number): { people: number; share: number } {
  const level = 1 - CONFIDENCE;
  return { people: mostErrors(strangers, far, level), share: mostErrors(strangers, far, level / Math.E) };
}

/** The largest k with P(Bin(n, f) ≤ k) ≤ level, or −1. */
function mostErrors(n: number, f: number, level: number): number {
  let low = -1;
  let high = n;
  while (high - low > 1) {
    const k = Math.floor((low + high) / 2);
    if (1 - incompleteBeta(f, k + 1, n - k) <= level) low = k;
    else high = k;
  }
  return low;
}

/** The largest f32 in [0, 4) that `fits`, by bisection; whatever is below one that fits does too. Undefined if 0 does not. */
function largestThreshold(fits: (threshold: number) => boolean): number | undefined {
  const number = new Float32Array(1);
  // Of numbers that are not negative, the larger one has the larger bits.
  const bits = new Uint32Array(number.buffer);
  const at = (place: number) => {
    bits[0] = place;
    return number[0]!;
  };
  number[0] = FARTHEST;
  let [low, high] = [-1, bits[0]!];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(at(middle))) low = middle;
    else high = middle;
  }
  return low < 0 ? undefined : at(low);
}
