/** Words of a step's statistics record; a buffer of n records is [n, STATS_STRIDE]. */
export const STATS_STRIDE = 8;

/** Where each statistic stands in its record. `triplet.reduce` and `pair_loss.reduce` write all but `gradNorm` and `skipped`, which the clipping writes. */
export const STATS = {
  loss: 0,
  triplets: 1,
  active: 2,
  meanPositive: 3,
  meanNegative: 4,
  gradNorm: 5,
  skipped: 6,
  spread: 7,
} as const;

/** What one training step reports. Distances are those of its objective: squared unless another one was chosen. */
export interface StepStats {
  /** The reduced loss. */
  readonly loss: number;
  /** Mined triplets. */
  readonly triplets: number;
  /** Those of them with a loss above 0: of the hinge those that break the margin, of the soft margin all. */
  readonly active: number;
  /** active / triplets; 0 without triplets. */
  readonly activeFraction: number;
  /** Mean distance anchor–positive over the mined triplets; 0 without any. */
  readonly meanPositive: number;
  /** Mean distance anchor–negative over the mined triplets; 0 without any. */
  readonly meanNegative: number;
  /** L2 norm of the gradient before clipping. */
  readonly gradNorm: number;
  /** True if the update was left out, because the gradient was not finite. */
  readonly skipped: boolean;
  /** Mean distance between different rows of the batch. It goes to 0 when the embedding collapses. */
  readonly spread: number;
}

/** Reads the record `slot` out of a statistics buffer that was copied to the host. */
export function decodeStats(words: ArrayLike<number>, slot = 0): StepStats {
  const field = (name: keyof typeof STATS) => words[slot * STATS_STRIDE + STATS[name]]!;
  const [triplets, active] = [field('triplets'), field('active')];
  return {
    loss: field('loss'),
    triplets,
    active,
    activeFraction: triplets > 0 ? active / triplets : 0,
    meanPositive: field('meanPositive'),
    meanNegative: field('meanNegative'),
    gradNorm: field('gradNorm'),
    skipped: field('skipped') !== 0,
    spread: field('spread'),
  };
}
