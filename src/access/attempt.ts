import { Turns } from '../backbone/turns.js';
import type { LivenessCheck } from '../face/liveness/check.js';
import type { Observation } from '../face/observation.js';
import type { Account } from './account.js';
import { type Clock, Stopwatch } from './clock.js';
import { type Comparison, compare, type Recogniser } from './comparison.js';
import { within } from './deadline.js';
import type { AttemptState, Decision } from './decision.js';
import { Examination, type Outcome } from './examination.js';
import type { AccessPolicy } from './policy.js';
import { type Refusal, refusalOf, refused } from './refusal.js';
import type { Attempt } from './types.js';

/** How long the store may take to write a refusal down, in ms; the refusal stands in any case. */
const SETTLING = 2_000;

/** What an attempt is made of. */
export interface AttemptParts {
  readonly engine: Recogniser;
  readonly checks: readonly LivenessCheck[];
  readonly policy: AccessPolicy;
  readonly clock: Clock;
  readonly account: Account;
  /** As it is enrolled; undefined for 1:N. */
  readonly claimed: string | undefined;
  readonly diagnostics: boolean;
}

/** Carries frames to the examination, questions to the engine and the end to the account. Decides once. */
export class RunningAttempt implements Attempt {
  readonly #parts: AttemptParts;
  readonly #stopwatch: Stopwatch;
  readonly #examination: Examination;
  readonly #comparisons: Comparison[] = [];
  readonly #turns = new Turns();
  readonly #end = new AbortController();
  #isOpen = false;
  #decision: Decision | undefined;

  constructor(parts: AttemptParts) {
    this.#parts = parts;
    this.#stopwatch = new Stopwatch(parts.clock);
    this.#examination = new Examination(parts.checks, parts.policy, this.#stopwatch.start);
  }

  observe(observation: Observation): Promise<AttemptState> {
    return this.#turns.take(() => this.#observe(observation));
  }

  cancel(): Decision {
    const refusal: Refusal = { reason: 'aborted' };
    if (!this.#decision) this.#debit(refusal).catch(() => undefined);
    return this.#decide(this.#refusal(refusal));
  }

  async #observe(observation: Observation): Promise<AttemptState> {
    if (!this.#decision) {
      const outcome = await this.#inTime(() => this.#look(observation));
      if (outcome.kind === 'looking' && !this.#decision) {
        return { state: 'looking', guidance: outcome.guidance, progress: outcome.progress };
      }
      if (outcome.kind === 'refused') await this.#refuse(outcome.refusal);
      if (outcome.kind === 'proven') await this.#authenticate(outcome.identity);
    }
    return { state: 'decided', decision: this.#decision! };
  }

  async #look(observation: Observation): Promise<Outcome> {
    const { engine, policy, clock, account, claimed } = this.#parts;
    const anomaly = this.#anomaly();
    if (anomaly) return anomaly;
    const locked = this.#isOpen ? null : await account.open();
    if (locked) return refused(locked);
    this.#isOpen = true;
    const seen = this.#examination.see(observation, clock.monotonic());
    if (seen.kind !== 'question') return seen;
    const refusal = await account.charge();
    if (refusal) return refused(refusal);
    const comparison = await compare(engine, claimed, seen.crop, policy, { signal: this.#end.signal });
    this.#comparisons.push(comparison);
    return this.#anomaly() ?? this.#examination.weigh(comparison, seen);
  }

  /** Nobody hears of it before it is written down, and nobody at all if meanwhile time was out or the attempt was cancelled. */
  async #authenticate(identity: string): Promise<void> {
    const outcome = await this.#inTime(async () => {
      const refusal = await this.#parts.account.credit(identity);
      return refusal ? refused(refusal) : (this.#anomaly() ?? { kind: 'proven', identity });
    });
    if (outcome.kind === 'refused') await this.#refuse(outcome.refusal);
    else this.#decide({ authenticated: true, identity });
  }

  async #refuse(refusal: Refusal): Promise<void> {
    const wait = await within(SETTLING, () => this.#debit(refusal)).catch(() => 0);
    const retryAfter = Math.max(wait, refusal.retryAfter ?? 0);
    this.#decide(this.#refusal({ ...refusal, ...(retryAfter > 0 && { retryAfter }) }), refusal.cause);
  }

  #debit(refusal: Refusal): Promise<number> {
    return this.#parts.account.debit(refusal, this.#examination.hasAsked);
  }

  /** The outcome, or a refusal if that takes longer than the attempt may, or fails. */
  #inTime(work: () => Promise<Outcome>): Promise<Outcome> {
    const left = this.#parts.policy.timeLimit - this.#stopwatch.elapsed;
    return within(left, work).catch((cause: unknown) => refused(refusalOf(cause)));
  }

  #anomaly(): Outcome | null {
    const { timeLimit, clockTolerance } = this.#parts.policy;
    if (!this.#stopwatch.isSteady(clockTolerance)) return refused({ reason: 'clock-jump' });
    return this.#stopwatch.elapsed > timeLimit ? refused({ reason: this.#examination.hurdle }) : null;
  }

  #refusal({ reason, liveness, retryAfter }: Refusal): Decision {
    return {
      authenticated: false,
      identity: null,
      reason,
      ...(liveness && { liveness }),
      ...(retryAfter !== undefined && { retryAfter }),
    };
  }

  /** The first decision stands. */
  #decide(decision: Decision, cause?: unknown): Decision {
    if (this.#decision) return this.#decision;
    this.#decision = this.#parts.diagnostics ? { ...decision, diagnostics: this.#diagnostics(cause) } : decision;
    this.#end.abort();
    return this.#decision;
  }

  #diagnostics(cause: unknown) {
    const distances = this.#comparisons.map(({ distance }) => distance);
    const threshold = this.#comparisons.at(-1)?.threshold ?? null;
    return { distances, threshold, ...(cause !== undefined && { cause }) };
  }
}
