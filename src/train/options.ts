import type { Miner } from '../ops/mining.js';
import type { Reducer } from '../ops/reducer.js';
import type { OptimiserName } from './optimiser.js';
import type { Schedule } from './schedule.js';

/** How to teach. Every value has a default that suits faces in front of a camera. */
export interface TeachOptions {
  /** Training steps, 1 to 100,000. Default 200. */
  readonly steps?: number;
  /** Identities in a batch (P), at most as many as are enrolled with two pictures or more. Default 16. */
  readonly identities?: number;
  /** Pictures of each identity in a batch (K), at least 2. Default 4. */
  readonly pictures?: number;
  /** Margin α of the hinge on squared distances, in (0, 4). Default 0.4. */
  readonly margin?: number;
  /** Which triplets are learned from. Default `batch-hard`. */
  readonly miner?: Miner;
  /** How the triplets' losses become one. Default `activeMean`. */
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
  /** Stops at the next read-back of the statistics; the weights stay as they were. */
  readonly signal?: AbortSignal;
}

/** The statistics of one training step. */
export interface TeachProgress {
  /** 1-based. */
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
}
