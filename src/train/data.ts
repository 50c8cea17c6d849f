/** Features of pictures and who they show. */
export interface Pictures {
  /** [N, width] */
  readonly features: Float32Array;
  /** [N] */
  readonly labels: Uint32Array;
}

/** Strangers: negatives of everyone, whose embeddings are to stay where they were. */
export interface Strangers extends Pictures {
  /** The weights under which their embeddings are the ones to keep, in the layout of the parameters. */
  readonly original: Float32Array;
}

/** Two sides that were said to show one identity, or two: places in the labels. The labels say which. */
export interface ToldPair {
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/** What is learned from: the features of each picture in one view or several, [N · views, width], and its identity, [N]. */
export interface TrainingData extends Pictures {
  /** Augmented views of a picture, next to each other in `features`; a batch draws one of them. Default 1. */
  readonly views?: number;
  /** Pairs of which some go into every batch. */
  readonly told?: readonly ToldPair[];
  readonly cohort?: Strangers;
}
