import { KinfoldError } from '../../errors.js';
import { clopperPearson, type Interval } from '../statistics/intervals.js';

/**
 * Squared distances, a list for each person whose pictures were compared. Comparisons that share a picture or a person depend on each
 * other, people do not: whatever is promised or measured here counts people.
 */
export type GroupedDistances = readonly Float32Array[];

/** A share of comparisons with its 95 % interval. */
export interface Rate extends Interval {
  readonly rate: number;
}

/** Each person's share of comparisons at or below `threshold`, added up over the people. */
export function acceptedShares(people: GroupedDistances, threshold: number): number {
  let sum = 0;
  for (const distances of people) {
    let accepted = 0;
    for (const distance of distances) if (distance <= threshold) accepted++;
    sum += accepted / distances.length;
  }
  return sum;
}

/**
 * The share of comparisons at or below `threshold`, every person with the same weight. The interval is Clopper and Pearson's with each
 * person as one trial and parts of an error counted as a whole one, or as none, whichever is wider.
 *
 * @throws `argument-invalid` when there is nobody.
 */
export function acceptedRate(people: GroupedDistances, threshold: number): Rate {
  return rateOf(acceptedShares(people, threshold), people.length);
}

/** The share above `threshold`; see {@link acceptedRate}. */
export function rejectedRate(people: GroupedDistances, threshold: number): Rate {
  return rateOf(people.length - acceptedShares(people, threshold), people.length);
}

function rateOf(sum: number, people: number): Rate {
  // Thirds and the like need not add up to a whole number where they should.
  const whole = Math.round(sum);
  const errors = Math.abs(sum - whole) < 1e-9 * people ? whole : sum;
  return {
    rate: errors / people,
    lower: clopperPearson(Math.floor(errors), people).lower,
    upper: clopperPearson(Math.ceil(errors), people).upper,
  };
}

/** Throws `argument-invalid` for nobody or a person without comparisons, `not-finite` for a distance that is none. */
export function checkGroups(subject: string, people: GroupedDistances): void {
  if (people.length === 0 || people.some(({ length }) => length === 0)) {
    throw new KinfoldError(
      'argument-invalid',
      `${subject}: got ${people.length} people, each of whom needs a comparison; add pictures`,
    );
  }
  if (people.every((distances) => distances.every(Number.isFinite))) return;
  throw new KinfoldError('not-finite', `${subject}: a distance is NaN or infinite; embed again`);
}

/** The mean of what `value` says of each item. */
export function mean<T>(items: Iterable<T>, value: (item: T) => number): number {
  let sum = 0;
  let count = 0;
  for (const item of items) {
    sum += value(item);
    count++;
  }
  return sum / count;
}
