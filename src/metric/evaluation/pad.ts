import { KinfoldError } from '../../errors.js';
import { clopperPearson, type Interval } from '../statistics/intervals.js';

/** Errors among presentations of one kind, with the interval that contains the true rate in 95 % of the cases or more (Clopper and Pearson). */
export interface PadRate extends Interval {
  /** errors / answered; null if nothing was answered. */
  readonly value: number | null;
  readonly errors: number;
  /** Presentations that got a score. */
  readonly answered: number;
  /** Presentations that got none, e.g. because no face was found. They are no errors, and not among `answered`. */
  readonly unanswered: number;
}

/** How presentation attack detection fares at one threshold, in the terms of ISO/IEC 30107-3. */
export interface PadReport {
  readonly threshold: number;
  /** Bona fide presentations that were taken for attacks (BPCER). */
  readonly bpcer: PadRate;
  /** Attacks that were taken for bona fide presentations, for each kind of attack apart (APCER). */
  readonly apcer: Readonly<Record<string, PadRate>>;
  /** The kind with the highest APCER, which the standard reports for all; null if no attack was answered. */
  readonly worst: string | null;
}

/** Scores of presentations: 1 living, 0 an attack, null without an answer. */
export interface PadScores {
  readonly bonaFide: readonly (number | null)[];
  /** By kind of attack: what is made differently is a kind of its own. */
  readonly attacks: Readonly<Record<string, readonly (number | null)[]>>;
}

/**
 * APCER of each kind of attack and BPCER, as ISO/IEC 30107-3:2023 defines them; a presentation with a score of `threshold` or more is taken for bona fide. Kinds
 * are never pooled: a mean over easy and hard attacks says nothing about either. The intervals take presentations for independent, which those of one
 * person, printer or screen are not: they are the narrowest that could be.
 * @param threshold - finite.
 * @throws KinfoldError `argument-invalid` without bona fide presentations or kinds of attack, for an empty kind, and for a score that is not finite.
 */
export function evaluatePad({ bonaFide, attacks }: PadScores, threshold: number): PadReport {
  if (!Number.isFinite(threshold)) throw refuse(`the threshold is ${threshold}, expected a number`);
  const kinds = Object.entries(attacks);
  if (kinds.length === 0) throw refuse('got no kind of attack, expected at least one');
  const apcer: Record<string, PadRate> = {};
  for (const [kind, scores] of kinds) apcer[kind] = rate(kind, scores, (score) => score >= threshold);
  const answered = Object.entries(apcer).filter(([, { value }]) => value !== null);
  const worst = answered.sort(([, a], [, b]) => b.value! - a.value!)[0]?.[0] ?? null;
  return { threshold, bpcer: rate('bona fide', bonaFide, (score) => score < threshold), apcer, worst };
}

function rate(kind: string, scores: readonly (number | null)[], isError: (score: number) => boolean): PadRate {
  if (scores.length === 0) throw refuse(`got no presentations of "${kind}", expected at least one`);
  const given = scores.filter((score) => score !== null);
  const wrong = given.find((score) => !Number.isFinite(score));
  if (wrong !== undefined) throw refuse(`a score of "${kind}" is ${wrong}, expected a number, or null for no answer`);
  const errors = given.filter(isError).length;
  const interval = given.length > 0 ? clopperPearson(errors, given.length) : { lower: 0, upper: 1 };
  return {
    ...interval,
    value: given.length > 0 ? errors / given.length : null,
    errors,
    answered: given.length,
    unanswered: scores.length - given.length,
  };
}

function refuse(what: string): KinfoldError {
  return new KinfoldError('argument-invalid', `evaluatePad: ${what}; pass the scores of all presentations`);
}
