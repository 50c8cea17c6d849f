import type { StepStats } from '../metric/objective/stats.js';

/** What goes wrong with a training. */
export interface Trouble {
  readonly kind: 'not-finite' | 'collapsed' | 'diverged';
  readonly step: number;
  readonly text: string;
}

/** What the first statistics of a training looked like; trouble is told by comparison. */
export interface Baseline {
  /** Mean distance between different pictures of a batch. */
  readonly spread: number;
  /** Mean over the mined triplets of d(A,P) − d(A,N); null while no triplet was mined. */
  readonly gap: number | null;
}

/** Collapsed: less than this is left of the distances between pictures. */
const COLLAPSED_SHARE = 0.01;

/** Diverged: d(A,P) − d(A,N) of the mined triplets has grown by more than this share of the distance between pictures. */
const DIVERGED_SHARE = 0.5;

/**
 * From the first step whose numbers are finite: it ran under the starting weights. Null if there is none.
 * @param stats of some steps in a row.
 * @param isComparable whether later steps meet no more others than these. With a memory that fills up the hardest of more and more are
 *   mined; the gap is taken when it is full.
 */
export function baselineOf(
  known: Baseline | null,
  stats: readonly StepStats[],
  isComparable: boolean,
): Baseline | null {
  const step = stats.find((step) => !isSkipped(step));
  const spread = known?.spread ?? step?.spread;
  if (spread === undefined) return null;
  return { spread, gap: known?.gap ?? (step && isComparable ? gapOf([step]) : null) };
}

/**
 * Looks at the statistics of some steps in a row, of which the first has the number `first`.
 * `not-finite`: more than half of them had no finite gradient. `collapsed`: in one of them the pictures were nearer to each other than
 * 1 % of what they were at first. `diverged`: the mined positives, compared with the negatives, have moved away by half of that distance.
 */
export function diagnose(stats: readonly StepStats[], first: number, baseline: Baseline | null): Trouble | undefined {
  const skipped = stats.filter(isSkipped).length;
  const last = first + stats.length - 1;
  if (!baseline || skipped > stats.length / 2) {
    const text = `the gradient of ${skipped} of ${stats.length} steps was not finite`;
    return { kind: 'not-finite', step: last, text };
  }
  const collapsed = stats.findIndex((step) => !isSkipped(step) && step.spread < COLLAPSED_SHARE * baseline.spread);
  if (collapsed >= 0) {
    const text = `all embeddings are nearly one: their mean distance is ${format(stats[collapsed]!.spread)} and was ${format(baseline.spread)}`;
    return { kind: 'collapsed', step: first + collapsed, text };
  }
  const gap = gapOf(stats);
  if (gap !== null && baseline.gap !== null && gap > baseline.gap + DIVERGED_SHARE * baseline.spread) {
    const text = `the mined positives are ${format(gap)} farther away than the negatives, and were ${format(baseline.gap)}`;
    return { kind: 'diverged', step: last, text };
  }
  return undefined;
}

/** The device changes nothing in a step whose gradient is not finite; a loss that is not finite has no such gradient. */
export function isSkipped({ skipped, loss }: StepStats): boolean {
  return skipped || !Number.isFinite(loss);
}

function gapOf(stats: readonly StepStats[]): number | null {
  const mined = stats.filter((step) => step.triplets > 0 && !isSkipped(step));
  return mined.length > 0 ? mean(mined.map((step) => step.meanPositive - step.meanNegative)) : null;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function format(value: number): string {
  return value.toPrecision(3);
}
