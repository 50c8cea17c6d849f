import type { Rate } from '../metric/calibration/grouped.js';
import type { CallOptions } from './answers.js';

/**
 * What is taken to be known of strangers who come nearer than anyone of a cohort. `counted`: nothing, so n strangers promise no FAR below
 * 3/n. `normal`: that strangers' nearest pictures lie at normally distributed distances, an assumption that says something about any FAR.
 */
export type Tail = 'counted' | 'normal';

/** What a calibration is to keep. */
export interface FarPromise {
  /** Share of strangers' pictures that may be accepted, above 0 and below 1; with a normal tail of strangers, in any of their pictures. */
  readonly far: number;
  readonly tail: Tail;
}

export interface CalibrateOptions extends CallOptions, Pick<FarPromise, 'far'> {
  /**
   * With `normal` the thresholds are the stricter ones of two: those of the tolerance limit of a normal distribution for `far`, and those
   * that counting gives for `far` or for the smallest FAR that so few strangers support. Default `counted`.
   */
  readonly tail?: Tail;
  /**
   * A cohort file, made by `kinfold cohort DIR --out FILE` for this network: strangers, none of them enrolled, and none whom `teach` had as
   * its cohort. Those were moved away from the gallery, other strangers were not; their pictures are refused (`argument-invalid`).
   */
  readonly cohort: Uint8Array;
}

/** A threshold, and what it was measured to do. */
export interface OperatingThreshold {
  /** Largest squared distance that is accepted, in [0, 4). */
  readonly threshold: number;
  /** Share of the cohort's comparisons that are accepted at it. */
  readonly far: Rate;
  /**
   * Share of enrolled pictures that are rejected when compared with the others of their identity; null where no identity has two.
   * Pictures that were taught are nearer to each other than those to come.
   */
  readonly frr: Rate | null;
}

/** How one kind of decision is made. */
export interface CalibratedDecision extends OperatingThreshold {
  /** What the likelihood ratios of people cost who were not used to fit them, in bits: 0 is perfect, 1 worth nothing. Null with too few people. */
  readonly cllr: number | null;
}

/**
 * Thresholds of the decisions on one picture that keep a promise: of a stranger's pictures at most `far` are accepted, with a
 * confidence of 0.95; with a normal tail if it is one, and the larger of `far` and `smallestFar` at most whatever it is. It holds for
 * strangers like those of the cohort, and for gallery and weights as they were. A trial is a person of the cohort, not a picture or a
 * comparison, because pictures of one person and comparisons with one gallery depend on each other.
 */
export interface Calibration extends FarPromise {
  readonly confidence: number;
  /** The smallest FAR that a cohort of so many strangers supports: 3/strangers, the rule of three. */
  readonly smallestFar: number;
  /** People of the cohort. */
  readonly strangers: number;
  readonly strangerPictures: number;
  /** Size of the gallery that it was made for. */
  readonly identities: number;
  readonly pictures: number;
  /** 1:1. A comparison is a picture with a claimed identity; all identities are claimed equally often. */
  readonly verify: CalibratedDecision;
  /** 1:N. A comparison is a picture with the whole gallery: the larger the gallery, the stricter the threshold. */
  readonly identify: CalibratedDecision;
  /**
   * Share of the comparisons of enrolled people with other enrolled identities that `verify` accepts; null for one identity. Not part of the
   * promise: teaching moved these people apart, and no stranger.
   */
  readonly enrolledFar: Rate | null;
}

/** Whether decisions still look like those that the calibration expects. */
export interface DriftReport {
  readonly drifted: boolean;
  /** The kind of decisions that differ most from what was expected. */
  readonly decisions: 'verified' | 'not verified' | 'identified' | 'unknown';
  /** How many of them there were. */
  readonly count: number;
  /** Kolmogorov and Smirnov's statistic of their distances, in [0, 1]. */
  readonly statistic: number;
  /** Its p-value, times the number of kinds that were tested. Below 0.01 the decisions have drifted. */
  readonly pValue: number;
}
