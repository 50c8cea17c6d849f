import { Turns } from '../backbone/turns.js';
import { KinfoldError } from '../errors.js';
import type { Guard, GuardState } from './guard.js';
import { charged, locked, stateAt, waitAt } from './lockout-rule.js';
import type { AccessPolicy } from './policy.js';

/** An attempt that counts as wrong until it is settled. */
export interface Charge {
  readonly before: GuardState;
  readonly after: GuardState;
}

/**
 * The lockout as it stands in the guard. Every change is read, made and written in one turn, so a guard has one lockout in a page: of
 * two each would overwrite what the other has counted.
 */
export class Lockout {
  readonly #guard: Guard;
  readonly #now: () => number;
  readonly #turns = new Turns();
  /** Of what this page read or wrote last. */
  #revision = 0;

  /** @param now time of day that no setting of the clock moves while the page lives. */
  constructor(
    guard: Guard,
    /** What it goes by from the next call on. */
    public policy: AccessPolicy,
    now: () => number,
  ) {
    this.#guard = guard;
    this.#now = now;
  }

  /** Milliseconds until an attempt may begin. Throws what the guard throws, `store-tampered`, `store-rolled-back`. */
  wait(): Promise<number> {
    return this.#turns.take(async () => waitAt(this.#now(), await this.#read(), this.policy));
  }

  /** Counts an attempt as wrong until it is settled. Milliseconds to wait instead, if none may begin. */
  charge(): Promise<Charge | number> {
    return this.#turns.take(async () => {
      const before = await this.#read();
      const wait = waitAt(this.#now(), before, this.policy);
      if (wait > 0) return wait;
      return { before, after: await this.#write(charged(this.#now(), before, this.policy)) };
    });
  }

  /** It was right: what failed before it is forgotten. */
  forgive(): Promise<void> {
    return this.#turns.take(async () => {
      await this.#write({ ...(await this.#read()), failures: 0, lockedUntil: 0 });
    });
  }

  /** It was wrong: the lock begins now. Milliseconds that it lasts. */
  lock(): Promise<number> {
    return this.#turns.take(async () => {
      const state = await this.#write(locked(this.#now(), await this.#read(), this.policy));
      return waitAt(this.#now(), state, this.policy);
    });
  }

  /** It told nothing: it counts as an attempt, and not as a wrong one. */
  refund({ before, after }: Charge): Promise<void> {
    return this.#turns.take(async () => {
      const state = await this.#read();
      // Another page has counted on.
      if (state.revision !== after.revision) return;
      await this.#write({ ...state, failures: before.failures, lockedUntil: before.lockedUntil });
    });
  }

  async #read(): Promise<GuardState> {
    const stored = await this.#guard.read();
    const now = this.#now();
    const state = stateAt(now, stored);
    if (state.revision < this.#revision) {
      throw new KinfoldError(
        'store-rolled-back',
        'access: what is stored about earlier attempts is older than what this page has read; restore the store or destroy it',
      );
    }
    this.#revision = state.revision;
    // After a clock that was set back what is left of a lock goes on from here, not anew with every reload.
    return stored && stored.written > now ? this.#write(state) : state;
  }

  async #write(state: GuardState): Promise<GuardState> {
    const next = { ...state, revision: state.revision + 1 };
    await this.#guard.write(next);
    this.#revision = next.revision;
    return next;
  }
}
