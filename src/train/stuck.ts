import type { StepStats } from '../metric/objective/stats.js';
import type { Course } from './course.js';
import { isSkipped } from './health.js';
import type { TeachEvent } from './options.js';

/** What was mined in some steps, summed over those that mined anything. */
export interface Mined {
  readonly steps: number;
  readonly activeFraction: number;
  /** d(A,P) − d(A,N), the mean over the triplets of a step. */
  readonly gap: number;
}

export const NOTHING_MINED: Mined = { steps: 0, activeFraction: 0, gap: 0 };

/** Stuck: this share of the mined triplets breaks the margin. */
const STUCK_SHARE = 0.99;

export function withSteps(mined: Mined, stats: readonly StepStats[]): Mined {
  return stats
    .filter((step) => step.triplets > 0 && !isSkipped(step))
    .reduce(
      ({ steps, activeFraction, gap }, step) => ({
        steps: steps + 1,
        activeFraction: activeFraction + step.activeFraction,
        gap: gap + step.meanPositive - step.meanNegative,
      }),
      mined,
    );
}

/**
 * True if for half of the steps nothing better was found and the triplets that were mined taught nothing: all of them break the margin,
 * and their positives are no nearer than their negatives, so that the loss is the margin or more. That is what hardest triplets come to
 * where embeddings shrink to one point instead of parting (A. Hermans et al., 2017, arXiv:1703.07737). It is also how they look for a while in
 * a training that goes well, so it takes the pictures that judge to tell the two apart. Semi-hard triplets always break the margin, and
 * never look like that.
 */
export function isStuck({ mined, events }: Course, steps: number): boolean {
  if (events.some(({ kind }) => kind === 'stuck')) return false;
  return mined.steps >= steps / 2 && mined.activeFraction >= STUCK_SHARE * mined.steps && mined.gap >= 0;
}

export function stuckEvent({ step, mined }: Course): TeachEvent {
  const seen = `for ${mined.steps} steps every mined triplet broke the margin, and nothing better was found`;
  const cure = 'an easier miner (semi-hard), a lower learning rate or a warm-up may help, or the labels are wrong';
  return { kind: 'stuck', step, text: `${seen}; ${cure}` };
}
