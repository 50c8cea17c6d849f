import type { Loss } from '../metric/objective/loss.js';
import type { Distance } from '../ops/distances.js';
import type { Miner } from '../ops/mining.js';
import type { Reducer } from '../ops/reducer.js';
import type { OptimiserName } from './optimiser.js';
import type { Schedule } from './schedule.js';
import type { Score } from './score.js';

/** How to train. Every value has a default that suits faces in front of a camera. */
export interface TrainOptions {
  /** Training steps, 1 to 100,000. Default 200. */
  readonly steps?: number;
  /** Identities in a batch (P), at most as many as are enrolled with two pictures or more. Default 16. */
  readonly identities?: number;
  /** Pictures of each identity in a batch (K), at least 2. Default 4. */
  readonly pictures?: number;
  /**
   * Learns from identities with a single picture too: it is its own positive, in K rows that differ by the encoder's noise or augmentation,
   * or by view. Default false: such identities are not learned from.
   */
  readonly oneShot?: boolean;
  /**
   * Embeddings of earlier batches, as they were then, with which every batch is compared too: many more negatives and positives for the
   * price of their distances. Batches count from the read-back of their statistics on (`every`). 0 to 100,000. Default 0.
   */
  readonly crossBatch?: number;
  /**
   * After every epoch looks for the hardest negatives across all pictures and from then on puts identities that are confused into one
   * batch. An epoch shows as many pictures as there are, and takes `every` steps at least. Default false.
   */
  readonly offlineMining?: boolean;
  /** How far two embeddings are apart. Default `squaredL2`. */
  readonly distance?: Distance;
  /**
   * Margin α on the scale of the distance: in (0, 4) for `squaredL2`, in (0, 2) for `L2` and `cosine`. Default 0.4 for `squaredL2`, else 0.2.
   */
  readonly margin?: number;
  /** Steps over which the margin grows from zero, 0 or more. Default 0. */
  readonly marginWarmUp?: number;
  /** Which triplets are learned from. Default `batch-hard`; for the losses of pairs every pair of the batch. */
  readonly miner?: Miner;
  /** What the triplets, or their pairs, cost. Default `hinge`. */
  readonly loss?: Loss;
  /** Takes the distance positive–negative for anchor–negative where it is smaller; for `hinge` and `softMargin`. Default false. */
  readonly swap?: boolean;
  /** How the losses become one. Default `activeMean`. */
  readonly reducer?: Reducer;
  /** Default `adamw`. `sgd` has momentum 0.9. */
  readonly optimiser?: OptimiserName;
  /** Step size of the head, above 0. Default 2e-4. */
  readonly learningRate?: number;
  /** Step size of the layers that came with the backbone, above 0. Default: that of the head. */
  readonly backboneLearningRate?: number;
  /** How both step sizes change over the steps. Default `constant`. */
  readonly schedule?: Schedule;
  /** Steps over which the step sizes grow from zero, 0 or more. Default 0. */
  readonly warmUp?: number;
  /** Weight decay, 0 or more: decoupled in AdamW, added to the gradient otherwise. Default 0.01. */
  readonly weightDecay?: number;
  /** Largest gradient norm; larger gradients are scaled down to it. 0 turns clipping off. Default 1. */
  readonly maxGradientNorm?: number;
  /**
   * Decay of a moving average of the weights, from 0 to below 1: training then ends with the average, which varies less from step to
   * step. 0: with the weights themselves. Default 0.
   */
  readonly averaging?: number;
  /**
   * What keeps strangers of a cohort where they were: the weight of the mean squared distance between their embeddings and those under
   * the weights from before any teach. 0 or more. Default 1.
   */
  readonly distillation?: number;
  /**
   * Share of the pictures, at least two, that are not learned from but say whether the new weights are better: only then they are taken.
   * They come from identities with three pictures or more, and leave them two; where that yields fewer than two pictures, and with 0, the
   * taught pictures are measured themselves. From 0 to 0.5. Default 0.1; `train` alone measures nothing unless told, and takes the last
   * weights.
   */
  readonly heldOut?: number;
  /**
   * Training ends early after so many measurements in a row (one a quarter of the steps) that found nothing better, 1 to 4. Default 2.
   */
  readonly patience?: number;
  /** Seed of batches and noise: the same seed on the same device gives the same bits. Default 0. */
  readonly seed?: number;
  /** Steps between two read-backs of the statistics, 1 to 100: as many are in flight at once. Default 10. */
  readonly every?: number;
  /**
   * Bytes of device memory that a step may take, 1 MiB or more. A batch that does not fit goes through the encoder in pieces, which
   * gives the same gradients for one more forward. Default 1 GiB.
   */
  readonly memory?: number;
  /** Makes activations once more for backward instead of keeping them: less memory, one more forward. Default false. */
  readonly recompute?: boolean;
  /** Steps between two checkpoints, 1 to 100,000; a training that goes wrong goes back to one. Default 50. */
  readonly checkpoint?: number;
  /**
   * Goes on from the `checkpoint` of a progress, and ends with the bits with which that training would have ended on the same device. The
   * options are the checkpoint's; those that are given must be the same.
   */
  readonly resume?: Uint8Array;
  /** Stops at the next read-back of the statistics; the weights stay as they were. */
  readonly signal?: AbortSignal;
}

/** How to teach. */
export interface TeachOptions extends TrainOptions {
  /** A cohort file (`kinfold cohort`): strangers that are negatives in every batch and are to keep their distances. */
  readonly cohort?: Uint8Array;
}

/** What happened to a training beside its steps. */
export interface TeachEvent {
  /**
   * `skipped`: the gradient was not finite, so the step changed nothing. `rolled-back`: the embedding collapsed or the training diverged,
   * so it went back to a checkpoint, or to its start, with half the learning rate. `gave-up`: that did not help, so training ended.
   * `stuck`: for half of the steps every mined triplet broke the margin and nothing better was found; nothing is done about it. `stopped-early`: nothing
   * better was to be expected. `resumed`: it went on from a checkpoint.
   */
  readonly kind: 'skipped' | 'rolled-back' | 'gave-up' | 'stuck' | 'stopped-early' | 'resumed';
  /** The step at which it was noticed. */
  readonly step: number;
  /** What was seen and what was done. */
  readonly text: string;
}

/** The statistics of one training step. */
export interface TeachProgress {
  /** 1-based; a number that is not finite belongs to a step that was skipped. */
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  /** Share of the mined triplets that break the margin, in [0, 1]. */
  readonly activeFraction: number;
  readonly triplets: number;
  /** L2 norm of the gradient before clipping. */
  readonly gradientNorm: number;
  /** Mean squared distance anchor–positive over the mined triplets. */
  readonly meanPositive: number;
  /** Mean squared distance anchor–negative over the mined triplets. */
  readonly meanNegative: number;
  /** Mean squared distance between different pictures of the batch. It goes to zero when the embedding collapses. */
  readonly spread: number;
  /** What happened at this step beside it. After `rolled-back` the steps since the last checkpoint come again. */
  readonly events?: readonly TeachEvent[];
  /** How well the pictures that judge are told apart, at the steps where it is measured. */
  readonly score?: Score;
  /** The whole training after this step as a file, for `resume`; every `checkpoint` steps. */
  readonly checkpoint?: Uint8Array;
}
