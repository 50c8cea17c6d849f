import type { Baseline, Trouble } from './health.js';
import type { TeachEvent } from './options.js';
import type { SafePoint } from './safe-points.js';
import { isBetterScore, type Score } from './score.js';
import { type Mined, NOTHING_MINED } from './stuck.js';

/** Rollbacks after which a training is given up: by then its rates are down to a thirty-second. */
const MOST_ROLLBACKS = 5;

/** How far a training has come, beside what is on the device. It does not change: every stop makes another. */
export interface Course {
  /** Steps taken; those that were rolled back do not count. */
  readonly step: number;
  /** What the learning rates are multiplied with: halved by every rollback. */
  readonly slowing: number;
  readonly rollbacks: number;
  readonly events: readonly TeachEvent[];
  /** Null before the first step. */
  readonly baseline: Baseline | null;
  /** Under the starting weights; null if nothing judges. */
  readonly before: Score | null;
  /** The best weights so far that are better than the starting ones. */
  readonly best: { readonly step: number; readonly score: Score; readonly weights: Float32Array } | null;
  /** The best that was measured after steps, better than the start or not. */
  readonly nearest: Score | null;
  /** Measurements in a row that found nothing better. */
  readonly stale: number;
  /** What was mined since the last measurement that found something better, and since the last rollback. */
  readonly mined: Mined;
}

export function newCourse(before: Score | null): Course {
  const zero = { step: 0, slowing: 1, rollbacks: 0, events: [], baseline: null };
  return { ...zero, before, best: null, nearest: null, stale: 0, mined: NOTHING_MINED };
}

export function withEvents(course: Course, ...events: readonly TeachEvent[]): Course {
  return { ...course, events: [...course.events, ...events] };
}

export function resumedCourse(course: Course): Course {
  const { step } = course;
  return withEvents(course, { kind: 'resumed', step, text: `went on from the checkpoint after step ${step}` });
}

/** Where a training stands after `weights` were measured: best of all, or one more that was not. */
export function measuredCourse(course: Course, weights: Float32Array, score: Score): Course {
  const { step, best, nearest, stale } = course;
  const isNearest = nearest === null || isBetterScore(score, nearest);
  const known = { ...course, nearest: isNearest ? score : nearest };
  if (!isBetterScore(score, best?.score ?? course.before!)) return { ...known, stale: stale + 1 };
  return { ...known, best: { step, score, weights }, stale: 0, mined: NOTHING_MINED };
}

/** Back at a safe point with half the rates; what was measured since then still counts. */
export function rolledBackCourse(course: Course, { step }: SafePoint, trouble: Trouble): Course {
  const rollbacks = course.rollbacks + 1;
  const back = { ...course, step, rollbacks, slowing: course.slowing / 2, mined: NOTHING_MINED };
  const seen = `${trouble.kind} at step ${trouble.step}: ${trouble.text}`;
  const text = `${seen}; back to step ${step} with half the learning rate`;
  const event = { kind: 'rolled-back', step: trouble.step, text } as const;
  if (rollbacks <= MOST_ROLLBACKS) return withEvents(back, event);
  const end = `training ended after ${rollbacks} rollbacks; lower the learning rate or check the labels`;
  return withEvents(back, event, { kind: 'gave-up', step: trouble.step, text: end });
}

/** Has it ended before its last step? */
export function hasEnded({ rollbacks, stale }: Course, patience: number): boolean {
  return rollbacks > MOST_ROLLBACKS || stale >= patience;
}
