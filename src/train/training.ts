import { throwIfAborted } from '../errors.js';
import type { StepStats } from '../metric/objective/stats.js';
import { type Belonging, encodeCheckpoint } from './checkpoint.js';
import { type Course, hasEnded, measuredCourse, rolledBackCourse, withEvents } from './course.js';
import { baselineOf, diagnose, isSkipped, type Trouble } from './health.js';
import type { Judge } from './judge.js';
import { epochOf, type OfflineMiner } from './offline.js';
import type { TeachEvent, TeachProgress } from './options.js';
import type { Run } from './run.js';
import type { SafePoints } from './safe-points.js';
import { MEASUREMENTS, type TrainSettings } from './settings.js';
import { isStuck, stuckEvent, withSteps } from './stuck.js';
import { type Verdict, verdictOf } from './verdict.js';

/** What a training ends with. */
export interface Trained extends Verdict {
  readonly weights: Float32Array;
  /** Steps taken; those that were rolled back do not count. */
  readonly steps: number;
  readonly events: readonly TeachEvent[];
}

/** What a stop adds to the progress of its step. */
type Findings = Pick<TeachProgress, 'score' | 'checkpoint'>;

/** The loop: steps up to the next stop, a look at their statistics, and what is to be done there. */
export class Training {
  constructor(
    readonly run: Run,
    readonly judge: Judge | undefined,
    readonly offline: OfflineMiner | undefined,
    readonly settings: TrainSettings,
    readonly belonging: Belonging,
  ) {}

  /**
   * @param start the weights from before, which stay if nothing better is found.
   * @param safePoints where it can go back to; the training starts with the newest.
   */
  async *from(
    course: Course,
    start: Float32Array,
    safePoints: SafePoints,
  ): AsyncGenerator<TeachProgress, Trained, void> {
    const { run, settings } = this;
    const { steps, signal, patience } = settings;
    let now = course;
    let told = 0;
    while (now.step < steps && !hasEnded(now, patience)) {
      const first = now.step + 1;
      const last = this.#nextStop(first);
      const { isComparable } = run;
      const stats = await run.advance(first, last, now.slowing);
      throwIfAborted(signal, 'teach');
      const baseline = baselineOf(now.baseline, stats, isComparable);
      const mined = withSteps(now.mined, stats);
      now = withEvents({ ...now, step: last, baseline, mined }, ...skippedEvents(stats, first));
      const weights = this.#looksAtWeights(last) ? await run.weights() : undefined;
      const trouble = diagnose(stats, first, now.baseline) ?? brokenWeights(weights, last);
      let findings: Findings = {};
      if (trouble) {
        const point = safePoints.goBack();
        run.restore(point.snapshot);
        now = rolledBackCourse(now, point, trouble);
      } else {
        if (weights && this.#isMeasured(last)) {
          const score = await this.judge!.measure(weights);
          now = measuredCourse(now, weights, score);
          if (isStuck(now, steps)) now = withEvents(now, stuckEvent(now));
          if (now.stale >= patience && last < steps) now = withEvents(now, stoppedEarly(now));
          findings = { score };
        }
        if (weights && this.#endsEpoch(last)) now = await this.#mineOffline(now, weights);
        if (this.#isCheckpoint(last)) {
          safePoints.add(last, await run.snapshot());
          const { checkpoints } = safePoints;
          findings = { ...findings, checkpoint: await encodeCheckpoint({ course: now, checkpoints }, this.belonging) };
        }
      }
      for (const [i, step] of stats.entries()) {
        throwIfAborted(signal, 'teach');
        const progress = progressOf(step, first + i, steps);
        if (first + i < last) yield progress;
        else yield { ...progress, ...findings, ...eventsSince(now, told) };
      }
      told = now.events.length;
    }
    throwIfAborted(signal, 'teach');
    return this.#end(now, start);
  }

  /** Batches are harder from the first epoch on, so the step behind it is what later ones are compared with. */
  async #mineOffline(course: Course, weights: Float32Array): Promise<Course> {
    const hardest = await this.offline!.mine(weights);
    if (!hardest) return course;
    this.run.mine(hardest);
    const { step, baseline } = course;
    return baseline && step === this.#epoch ? { ...course, baseline: { ...baseline, gap: null } } : course;
  }

  async #end(course: Course, start: Float32Array): Promise<Trained> {
    const { step: steps, events, best } = course;
    const verdict = this.judge ? verdictOf(this.judge, course) : unjudged(course);
    const taken = this.judge ? best?.weights : steps > 0 ? await this.run.weights() : undefined;
    return { ...verdict, weights: taken ?? start, steps, events };
  }

  /** The statistics are read there: before their buffer is full, and wherever there is something to do. */
  #nextStop(first: number): number {
    let last = first;
    while (last % this.settings.every !== 0 && !this.#looksAtWeights(last)) last++;
    return last;
  }

  #looksAtWeights(step: number): boolean {
    return step === this.settings.steps || this.#isMeasured(step) || this.#isCheckpoint(step) || this.#endsEpoch(step);
  }

  #isCheckpoint(step: number): boolean {
    return step % this.settings.checkpoint === 0;
  }

  get #epoch(): number {
    return epochOf(this.settings, this.run.data.labels.length);
  }

  #endsEpoch(step: number): boolean {
    return this.offline !== undefined && step % this.#epoch === 0;
  }

  #isMeasured(step: number): boolean {
    if (!this.judge) return false;
    const { steps } = this.settings;
    return step === Math.ceil((Math.floor((step * MEASUREMENTS) / steps) * steps) / MEASUREMENTS);
  }
}

function unjudged({ step, events }: Course): Verdict {
  const end = events.find(({ kind }) => kind === 'gave-up')?.text ?? `nothing judged them`;
  return step > 0
    ? { kept: 'after', reason: `the weights after step ${step}; ${end}`, judgement: null }
    : { kept: 'before', reason: `no step led anywhere; ${end}`, judgement: null };
}

function skippedEvents(stats: readonly StepStats[], first: number): TeachEvent[] {
  return stats.flatMap((stats, i) => {
    const text = 'the gradient was not finite, so the step changed nothing';
    return isSkipped(stats) ? [{ kind: 'skipped' as const, step: first + i, text }] : [];
  });
}

function stoppedEarly({ step, stale }: Course): TeachEvent {
  return { kind: 'stopped-early', step, text: `${stale} measurements in a row found nothing better` };
}

function eventsSince({ events }: Course, told: number): Pick<TeachProgress, 'events'> {
  return events.length > told ? { events: events.slice(told) } : {};
}

function brokenWeights(weights: Float32Array | undefined, step: number): Trouble | undefined {
  if (!weights || weights.every(Number.isFinite)) return undefined;
  return { kind: 'not-finite', step, text: 'the weights are not finite' };
}

function progressOf(stats: StepStats, step: number, steps: number): TeachProgress {
  const { loss, triplets, activeFraction, gradNorm, meanPositive, meanNegative, spread } = stats;
  return { step, steps, loss, activeFraction, triplets, gradientNorm: gradNorm, meanPositive, meanNegative, spread };
}
