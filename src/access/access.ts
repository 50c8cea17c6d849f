import { normaliseIdentity } from '../gallery/identity.js';
import { Account } from './account.js';
import { RunningAttempt } from './attempt.js';
import { steadyTime, systemClock } from './clock.js';
import { Lockout } from './lockout.js';
import { type AccessPolicy, completePolicy } from './policy.js';
import type { Access, AccessOptions, Attempt, AttemptOptions } from './types.js';

/**
 * Decides who is let in: the same enrolled person in several frames in a row, living, lately, alone in the picture, within a
 * calibrated threshold, and not after too many wrong attempts. Everything else is not authenticated, with a reason.
 * docs/access.md has the policy, the reasons and what this cannot keep out.
 * @throws KinfoldError `argument-invalid` for a policy that makes no sense.
 */
export function createAccess(options: AccessOptions): Access {
  return new RuledAccess(options);
}

/** What may change while an access lives. */
export type AccessRules = Pick<AccessOptions, 'liveness' | 'policy'>;

/** One attempt at a time, one count of those that failed, and one clock, whatever the rules are. */
export class RuledAccess implements Access {
  readonly #options: AccessOptions;
  readonly #now: () => number;
  readonly #lockout: Lockout;
  #checks: AccessOptions['liveness'];
  #policy: AccessPolicy;
  #current: RunningAttempt | undefined;

  constructor(options: AccessOptions) {
    const { liveness, policy, guard, clock = systemClock } = options;
    this.#options = options;
    this.#checks = liveness;
    this.#policy = completePolicy(policy);
    this.#now = steadyTime(clock);
    this.#lockout = new Lockout(guard, this.#policy, this.#now);
  }

  begin({ identity, diagnostics = false }: AttemptOptions = {}): Attempt {
    const { engine, audit, clock = systemClock } = this.#options;
    const claimed = identity === undefined ? undefined : normaliseIdentity(identity);
    this.#current?.cancel();
    const account = new Account({ lockout: this.#lockout, audit, now: this.#now, claimed });
    const rules = { checks: this.#checks, policy: this.#policy };
    this.#current = new RunningAttempt({ engine, clock, account, claimed, diagnostics, ...rules });
    return this.#current;
  }

  /**
   * Goes by other rules from now on. An attempt that is under way is cancelled: it has shown what the rules before asked for.
   * @throws KinfoldError `argument-invalid` for a policy that makes no sense; nothing has changed then.
   */
  require({ liveness, policy }: AccessRules): void {
    const complete = completePolicy(policy);
    this.#current?.cancel();
    this.#checks = liveness;
    this.#policy = this.#lockout.policy = complete;
  }
}
