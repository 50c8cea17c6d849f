import type { Picture } from '../image/picture.js';
import type { TeachOptions, TeachProgress } from '../train/options.js';
import type { TeachReport } from './types.js';

/** What a correction is about: an enrolled identity by its name, or a picture. A picture that is enrolled stands for its identity. */
export type Side = string | Picture;

/** "These two are the same person", or "these two are not". */
export type Correction = { readonly same: readonly [Side, Side] } | { readonly different: readonly [Side, Side] };

export interface TellOptions extends Omit<TeachOptions, 'resume'> {
  /** Called with the progress of the teach, which waits for it. */
  readonly onProgress?: (progress: TeachProgress) => void | Promise<void>;
}

/** Squared distance of the nearest pictures, in [0, 4], before and after. */
export interface Moved {
  readonly before: number;
  readonly after: number;
}

/** Two enrolled identities. */
export interface MovedPair extends Moved {
  readonly identities: readonly [string, string];
}

/** What a correction did. */
export interface TellReport extends TeachReport {
  /** Between the two sides. */
  readonly distance: Moved;
  /**
   * What it did to every other pair of enrolled identities. Pairs are quadratic, so at most 2,000 pictures are looked at: the first ones
   * of each identity, and of more than 2,000 identities those of 2,000, which are both sides and others that are evenly chosen.
   */
  readonly others: {
    readonly pairs: number;
    /** Mean over the pairs. Null without any. */
    readonly distance: Moved | null;
    /** Nearer than the threshold now and not before: who could now be taken for each other. Nearest first. */
    readonly confused: readonly MovedPair[];
    /** Nearer than the threshold before and not now. */
    readonly resolved: readonly MovedPair[];
    /** Nearer than the threshold before and now. */
    readonly stillConfused: readonly MovedPair[];
  };
}
