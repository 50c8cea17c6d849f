import { normalQuantile } from '../../cpu/normal-quantile.js';
import { KinfoldError } from '../../errors.js';
import { CONFIDENCE, checkFar } from './far-threshold.js';
import { checkGroups, type GroupedDistances, mean } from './grouped.js';

/** Of fewer people counting says nothing at all, by the rule of three. */
const FEWEST = 4;
/** The normal quantile is made for little less. */
const SMALLEST = 1e-9;

/**
 * The distance than which at most a share `far` of strangers comes nearer, with 95 % confidence, if their distances are normally
 * distributed: the lower one-sided tolerance limit, mean − k·s. It reaches beyond the nearest of them, where counting says nothing.
 *
 * k is M. G. Natrella's approximation (Experimental Statistics, NBS Handbook 91, 1963; NIST/SEMATECH e-Handbook of Statistical Methods,
 * 7.2.6.3) for as many observations as there are people. Every person has the same weight.
 *
 * @param nearest - of each stranger the distance of the nearest picture, or of the nearest to each of several claims.
 * @param far - above 0 and below 1.
 * @returns a number in [0, 4).
 * @throws KinfoldError `far-unsupported` as {@link checkTail}, and if the limit is below 0, where nobody comes; `argument-invalid`, `not-finite`.
 */
export function normalTail(nearest: GroupedDistances, far: number): number {
  checkGroups('calibrate', nearest);
  const people = nearest.length;
  checkTail(people, far);
  const middle = mean(nearest, (distances) => mean(distances, (distance) => distance));
  const variance = mean(nearest, (distances) => mean(distances, (distance) => (distance - middle) ** 2));
  const deviation = Math.sqrt((variance * people) / (people - 1));
  const limit = middle - toleranceFactor(people, far) * deviation;
  // Distances are squared ones of unit vectors, in [0, 4], so a mean less something is below 4.
  if (limit >= 0) return limit;
  throw new KinfoldError(
    'far-unsupported',
    `calibrate: a normal tail of ${people} strangers whose nearest pictures are at ${middle.toFixed(2)} ± ${deviation.toFixed(2)} leaves no distance for far ${far}; add strangers, or ask for a larger far`,
  );
}

/** Throws `argument-invalid` for a `far` that is none, `far-unsupported` for one that is too small or for too few strangers. */
export function checkTail(strangers: number, far: number): void {
  checkFar(far);
  if (strangers >= FEWEST && far >= SMALLEST) return;
  throw new KinfoldError(
    'far-unsupported',
    `calibrate: a normal tail takes ${FEWEST} strangers and a far of ${SMALLEST} or more, but there are ${strangers} and far is ${far}; add strangers, or ask for a larger far`,
  );
}

/** k of the one-sided tolerance limit that leaves a share `far` out with 95 % confidence; infinite where so few show nothing. */
export function toleranceFactor(observations: number, far: number): number {
  const out = -normalQuantile(far);
  const sure = normalQuantile(CONFIDENCE);
  const a = 1 - sure ** 2 / (2 * (observations - 1));
  const b = out ** 2 - sure ** 2 / observations;
  return a > 0 ? (out + Math.sqrt(out ** 2 - a * b)) / a : Number.POSITIVE_INFINITY;
}
