import type { Course } from './course.js';
import type { Judge } from './judge.js';
import type { Score } from './score.js';

/** What the weights were judged on, and how they did. */
export interface Judgement {
  /** `held-out`: pictures that were not learned from. `taught`: too few could be held out, so the taught ones, which flatter. */
  readonly on: 'held-out' | 'taught';
  readonly pictures: number;
  readonly before: Score;
  /** The best that was measured after steps, whether or not it was better; null if none was. */
  readonly after: Score | null;
}

/** Which weights a training ends with, and why. */
export interface Verdict {
  /** `before`: those that it started from. */
  readonly kept: 'before' | 'after';
  readonly reason: string;
  readonly judgement: Judgement | null;
}

/** Weights are new only if they are better than those before; the reason says by what. */
export function verdictOf(judge: Judge, course: Course): Verdict {
  const judgement = judgementOf(judge, course);
  const { best, step, events } = course;
  const { before, after, on, pictures } = judgement;
  const where = `${pictures} ${on === 'held-out' ? 'held-out pictures' : 'taught pictures, too few to hold some out,'}`;
  const ended = events.find(({ kind }) => kind === 'gave-up');
  const early = ended ? `; ${ended.text}` : '';
  if (best) {
    const reason = `${where} are told apart better after step ${best.step}: ${compared(before, best.score)}`;
    return { kept: 'after', reason: reason + early, judgement };
  }
  const seen = after ? `${where} were never told apart better: ${compared(before, after)}` : 'nothing was measured';
  return { kept: 'before', reason: `${seen} in ${step} steps${early}`, judgement };
}

function judgementOf(judge: Judge, { before, nearest }: Course): Judgement {
  return { on: judge.isHeldOut ? 'held-out' : 'taught', pictures: judge.pictures, before: before!, after: nearest };
}

/** The first figure that decides. */
function compared(before: Score, after: Score): string {
  if (before.eer !== after.eer) return `EER ${percent(before.eer)} before, ${percent(after.eer)} after`;
  if (before.told !== after.told) return `told pairs ${before.told.toFixed(4)} before, ${after.told.toFixed(4)} after`;
  if (before.auc !== after.auc) return `AUC ${before.auc.toFixed(5)} before, ${after.auc.toFixed(5)} after`;
  return `d′ ${before.decidability.toFixed(4)} before, ${after.decidability.toFixed(4)} after`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
