import { KinfoldError } from '../../errors.js';
import { betaQuantile, incompleteBeta, rising } from './incomplete-beta.js';

/** A confidence interval of a share, 0 ≤ lower ≤ upper ≤ 1. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * The exact interval of an error rate from independent trials (C. J. Clopper and E. S. Pearson, 1934). Never contains the truth in fewer
 * than `confidence` of the cases, and in more where errors are few: the interval for a promise.
 *
 * @param errors - from 0 to `trials`. @param trials - a positive whole number. @param confidence - in (0, 1), default 0.95.
 * @throws KinfoldError `argument-invalid` for anything else.
 */
export function clopperPearson(errors: number, trials: number, confidence = 0.95): Interval {
  checkTrials('clopperPearson', errors, trials, confidence, Number.isSafeInteger);
  const tail = (1 - confidence) / 2;
  return {
    lower: errors === 0 ? 0 : betaQuantile(tail, errors, trials - errors + 1),
    upper: errors === trials ? 1 : betaQuantile(1 - tail, errors + 1, trials - errors),
  };
}

/**
 * The interval of an error rate whose ends are the rates at which the observed count, half of its own probability included, has the
 * tail probability (1 − confidence)/2 (H. O. Lancaster's mid-P, 1961). It contains the truth in close to `confidence` of the cases
 * where {@link clopperPearson} does in more: the interval for a measurement.
 *
 * @param errors - from 0 to `trials`. @param trials - positive. Neither need be whole: an effective number of trials is none.
 * @param confidence - in (0, 1), default 0.95.
 * @throws KinfoldError `argument-invalid` for anything else.
 */
export function midP(errors: number, trials: number, confidence = 0.95): Interval {
  checkTrials('midP', errors, trials, confidence, Number.isFinite);
  const tail = (1 - confidence) / 2;
  return { lower: midPLower(errors, trials, tail), upper: 1 - midPLower(trials - errors, trials, tail) };
}

/** The rate at which P(X > errors) + P(X = errors)/2 = tail: the lower end of {@link midP}, whose upper end is that of the others. */
export function midPLower(errors: number, trials: number, tail: number): number {
  if (errors === 0) return 0;
  const others = trials - errors;
  // P(X = errors) of all trials is P(X ≥ errors): there are none more.
  if (others === 0) return rising((x) => incompleteBeta(x, errors, 1) / 2 - tail);
  const orMore = (x: number) => incompleteBeta(x, errors, others + 1);
  const more = (x: number) => incompleteBeta(x, errors + 1, others);
  return rising((x) => (orMore(x) + more(x)) / 2 - tail);
}

function checkTrials(
  subject: string,
  errors: number,
  trials: number,
  confidence: number,
  isCount: (value: number) => boolean,
): void {
  if (!(isCount(trials) && trials > 0 && isCount(errors) && errors >= 0 && errors <= trials)) {
    throw new KinfoldError(
      'argument-invalid',
      `${subject}: got ${errors} errors in ${trials} trials, expected at least one trial and from none to all of them errors`,
    );
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new KinfoldError('argument-invalid', `${subject}: confidence is ${confidence}, expected above 0 and below 1`);
  }
}
