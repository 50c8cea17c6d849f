import type { CurvePoint } from '../metric/evaluation/error-curve.js';
import type { TarAtFar } from '../metric/evaluation/error-rates.js';
import type { FoldAccuracy } from '../metric/evaluation/folds.js';
import type { FnirAtFpir } from '../metric/evaluation/open-set.js';
import type { Retrieval } from '../metric/evaluation/retrieval.js';
import type { Estimate } from '../metric/statistics/estimate.js';
import type { TeachEvent } from '../train/options.js';
import type { Verdict } from '../train/verdict.js';

/** A pair of pictures that is decided wrongly, or nearly so. */
export interface ConfusedPair {
  readonly first: string;
  readonly second: string;
  /** Squared, in [0, 4]. */
  readonly distance: number;
}

/** A picture that could not be used, and why. */
export interface LeftOut {
  readonly file: string;
  readonly reason: string;
}

/** What was measured, so that the same figures can be had again. */
export interface Provenance {
  readonly backbone: string;
  readonly backboneSha256: string;
  /** Over the encoder's weights. */
  readonly encoderSha256: string;
  /** Over the pictures that were measured and what was compared. */
  readonly dataSha256: string;
  readonly seed: number;
}

/** A point of the map of embeddings. */
export interface MapPoint {
  readonly identity: string;
  readonly x: number;
  readonly y: number;
}

/** What happened in a training step. */
export interface TrainingPoint {
  readonly step: number;
  /** Null where it was not finite. */
  readonly loss: number | null;
  readonly activeFraction: number;
  /** Of the pictures that judge; null where they were not measured. */
  readonly eer: number | null;
  readonly events: readonly TeachEvent[];
}

/** The figures of the same pictures under the weights from before. */
export type FormerFigures = Pick<
  Report,
  'eer' | 'auc' | 'tarAtFar' | 'retrieval' | 'fnirAtFpir' | 'curve' | 'histogram'
>;

/** Everything that a report says; plain data, fit for JSON. Intervals contain the truth in 95 % of the cases. */
export interface Report {
  /** A line that says what was measured. */
  readonly title: string;
  readonly protocol: 'pairs' | 'folders';
  readonly pictures: number;
  readonly identities: number;
  readonly genuinePairs: number;
  readonly impostorPairs: number;
  readonly leftOut: readonly LeftOut[];
  /** Pairs of the list that were not measured because a picture was left out. */
  readonly pairsLeftOut: number;
  readonly provenance: Provenance;
  /** By cross-validation over the folds of a pair list; null without two folds. */
  readonly accuracy: FoldAccuracy | null;
  readonly eer: Estimate;
  readonly auc: Estimate;
  /** Smallest FAR that so many impostor pairs can show: below it a threshold is a guess (rule of three). */
  readonly smallestFar: number;
  readonly tarAtFar: readonly TarAtFar[];
  /** Searches among all pictures; null for a pair list. */
  readonly retrieval: Retrieval | null;
  readonly fnirAtFpir: readonly FnirAtFpir[] | null;
  readonly curve: readonly CurvePoint[];
  readonly histogram: {
    /** [bins + 1] edges of squared distances. */
    readonly edges: readonly number[];
    /** [bins] counts. */
    readonly genuine: readonly number[];
    readonly impostor: readonly number[];
  };
  /** The nearest pairs of two identities and the farthest of one, most confused first. */
  readonly confused: { readonly impostor: readonly ConfusedPair[]; readonly genuine: readonly ConfusedPair[] };
  /** Embeddings in the plane of their two largest variances; null for a pair list. */
  readonly map: readonly MapPoint[] | null;
  /** Null where nothing was taught. */
  readonly training: readonly TrainingPoint[] | null;
  /** Which weights the teaching ended with; null where that is not known. */
  readonly verdict: Verdict | null;
  /** Null where they were not measured. */
  readonly before: FormerFigures | null;
}
