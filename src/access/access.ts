import { normaliseIdentity } from '../gallery/identity.js';
import { Account } from './account.js';
import { RunningAttempt } from './attempt.js';
import { steadyTime, systemClock } from './clock.js';
import { Lockout } from './lockout.js';
import { completePolicy } from './policy.js';
import type { Access, AccessOptions } from './types.js';

/**
 * Decides who is let in: the same enrolled person in several frames in a row, living, lately, alone in the picture, within a
 * calibrated threshold, and not after too many wrong attempts. Everything else is not authenticated, with a reason.
 * docs/access.md has the policy, the reasons and what this cannot keep out.
 * @throws KinfoldError `argument-invalid` for a policy that makes no sense.
 */
export function createAccess(options: AccessOptions): Access {
  const { engine, liveness, guard, audit, clock = systemClock } = options;
  const policy = completePolicy(options.policy);
  const now = steadyTime(clock);
  const lockout = new Lockout(guard, policy, now);
  let current: RunningAttempt | undefined;
  return {
    begin({ identity, diagnostics = false } = {}) {
      const claimed = identity === undefined ? undefined : normaliseIdentity(identity);
      current?.cancel();
      const account = new Account({ lockout, audit, now, claimed });
      current = new RunningAttempt({ engine, checks: liveness, policy, clock, account, claimed, diagnostics });
      return current;
    },
  };
}
