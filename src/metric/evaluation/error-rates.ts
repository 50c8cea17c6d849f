import { KinfoldError } from '../../errors.js';
import { type Comparisons, checkComparisons } from '../comparisons/comparisons.js';
import { Dependence, type Units } from '../statistics/dependence.js';
import { carriers, complement, type Estimate, errorEstimate, fewer, together } from '../statistics/estimate.js';
import { countUpTo, misplaced, quantile, residuals } from '../statistics/residuals.js';
import { crossing } from './crossing.js';
import { ascending, eer, operatingPoint } from './roc.js';

/** Both error rates at a threshold: a pair is accepted when its squared distance is at most that. */
export interface RatesAt {
  readonly threshold: number;
  /** Accepted share of the impostor comparisons (also FMR). */
  readonly far: Estimate;
  /** Refused share of the genuine comparisons (also FNMR). */
  readonly frr: Estimate;
}

/** How much is accepted where the threshold is chosen for a FAR. */
export interface TarAtFar {
  /** What was asked for. */
  readonly far: number;
  /** The largest observed distance that keeps it; null where nothing may be accepted. */
  readonly threshold: number | null;
  /** Accepted share of the genuine comparisons, 1 − FNMR. Its interval includes that the threshold was chosen from a sample. */
  readonly tar: Estimate;
}

const NONE = new Float64Array(0);

/**
 * The error rates of a set of comparisons, each with its 95 % interval. Comparisons that share an identity are taken as dependent; the
 * interval of FAR and of FRR is mid-P on the effective number of trials, which for independent comparisons is their number. What both
 * move is taken together by G. Y. Zou and A. Donner, "Construction of confidence limits about effect measures" (2008).
 *
 * @throws KinfoldError `argument-invalid` for a list that is empty or without its identities, `not-finite` for a distance that is none.
 */
export class ErrorRates {
  /** Squared distances in ascending order. */
  readonly genuine: Float32Array;
  readonly impostor: Float32Array;
  readonly #comparisons: Comparisons;
  readonly #dependence: Dependence;

  constructor(comparisons: Comparisons) {
    checkComparisons('error rates', comparisons);
    this.#comparisons = comparisons;
    this.genuine = ascending('genuine', comparisons.genuine);
    this.impostor = ascending('impostor', comparisons.impostor);
    this.#dependence = new Dependence(comparisons);
  }

  /** FAR and FRR at a threshold that was not chosen from these comparisons. */
  at(threshold: number): RatesAt {
    return { threshold, far: this.#far(this.#farAt(threshold)), frr: this.#frr(this.#refusedAt(threshold)) };
  }

  /** The equal error rate, see {@link eer}. */
  eer(): Estimate {
    const value = eer(this.genuine, this.impostor);
    const far = this.#far(value);
    const frr = this.#frr(value);
    // Where the two would meet if one of them were as at an end of its interval.
    const meet = (farShift: number, frrShift: number) => crossing(this.genuine, this.impostor, farShift, frrShift);
    return together(
      value,
      { lower: meet(far.lower - value, 0), upper: meet(far.upper - value, 0) },
      { lower: meet(0, frr.lower - value), upper: meet(0, frr.upper - value) },
    );
  }

  /**
   * The share of genuine comparisons that is accepted where at most `far` of the impostor comparisons are.
   * @param far - above 0 and below 1, else `argument-invalid`. Below 3/impostors it is less than the data can show.
   */
  tarAtFar(far: number): TarAtFar {
    if (!(far > 0 && far < 1)) {
      throw new KinfoldError('argument-invalid', `tarAtFar: far is ${far} but must be above 0 and below 1`);
    }
    const { threshold, tar } = operatingPoint(this.genuine, this.impostor, far);
    const chosen = this.#far(far);
    const tarWhere = (share: number) => this.#tarAt(quantile(this.impostor, share));
    const moved = { lower: tarWhere(chosen.lower), upper: tarWhere(chosen.upper) };
    return { far, threshold, tar: together(tar, moved, complement(this.#frr(1 - tar))) };
  }

  /** The area under the ROC: the chance that a genuine comparison is nearer than an impostor one, ties counted half. */
  auc(): Estimate {
    const { genuine, impostor } = this.#comparisons;
    const farther = misplaced(genuine, this.impostor, 1);
    const nearer = misplaced(impostor, this.genuine, -1);
    const value = farther.reduce((sum, share) => sum + share, 0) / farther.length;
    const sums = residuals(this.#dependence.genuine, (i) => farther[i]!);
    const variance = this.#dependence.variance(
      sums,
      residuals(this.#dependence.impostor, (i) => nearer[i]!),
    );
    const trials = variance > 0 ? ((value * (1 - value)) / variance) * fewer(carriers(sums)) : sums.length;
    return complement(errorEstimate(value, () => trials));
  }

  #farAt = (threshold: number) => countUpTo(this.impostor, threshold) / this.impostor.length;
  #refusedAt = (threshold: number) => (this.genuine.length - countUpTo(this.genuine, threshold)) / this.genuine.length;
  #tarAt = (threshold: number) => countUpTo(this.genuine, threshold) / this.genuine.length;

  #far(value: number): Estimate {
    const units = this.#dependence.impostor;
    const { impostor } = this.#comparisons;
    return this.#estimate(value, units, (rate) => {
      const upTo = quantile(this.impostor, rate);
      const sums = residuals(units, (i) => Number(impostor[i]! <= upTo));
      return { share: this.#farAt(upTo), variance: this.#dependence.variance(NONE, sums) };
    });
  }

  #frr(value: number): Estimate {
    const units = this.#dependence.genuine;
    const { genuine } = this.#comparisons;
    return this.#estimate(value, units, (rate) => {
      const from = quantile(this.genuine, 1 - rate);
      const sums = residuals(units, (i) => Number(genuine[i]! > from));
      return { share: this.#refusedAt(from), variance: this.#dependence.variance(sums, NONE) };
    });
  }

  /** @param near the share of errors at the threshold where it is nearest to a rate, and its variance. */
  #estimate(value: number, units: Units, near: (rate: number) => { share: number; variance: number }): Estimate {
    return errorEstimate(value, (rate) => {
      const { share, variance } = near(rate);
      // Where no comparison differs from another nothing is seen of how errors come together: people are the trials.
      return variance > 0 ? ((share * (1 - share)) / variance) * fewer(units.identities - 1) : units.sizes.length;
    });
  }
}
