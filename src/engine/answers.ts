import type { Picture } from '../image/picture.js';

/** One picture, or a few of the same person. */
export type Probe = Picture | readonly Picture[];

/** Options of a call that looks at pictures. */
export interface CallOptions {
  /** Stops the call; it rejects with `aborted` and changes nothing. */
  readonly signal?: AbortSignal;
}

export interface DecisionOptions extends CallOptions {
  /**
   * Largest squared distance, from 0 to below 4, that still counts as the same identity. Default: the calibration's for this kind of
   * decision, without one the engine's.
   */
  readonly threshold?: number;
  /** Adds `log10LikelihoodRatio` to the answer; needs a calibration. Default false. */
  readonly likelihoodRatio?: boolean;
}

/** What an answer has besides if it was asked for. */
export interface Weighed {
  /**
   * log₁₀ of how much more probable the distance is if the picture shows this identity (`identify`: the nearest one) than if it shows a
   * stranger. 0 says nothing; its size is limited by how many people the calibration saw.
   */
  readonly log10LikelihoodRatio?: number;
}

export interface Verification extends Weighed {
  readonly identity: string;
  readonly match: boolean;
  /** Squared distance to the identity, in [0, 4]. */
  readonly distance: number;
  readonly threshold: number;
}

export interface Candidate {
  readonly identity: string;
  /** Squared distance, in [0, 4]. */
  readonly distance: number;
}

export interface Identification extends Weighed {
  /** The identity, or null for *unknown*. */
  readonly identity: string | null;
  /** Squared distance to the nearest identity, whether or not it was accepted. */
  readonly distance: number;
  readonly threshold: number;
  /** The nearest identities, nearest first. */
  readonly candidates: readonly Candidate[];
}
