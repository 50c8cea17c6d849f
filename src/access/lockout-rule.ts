import { KinfoldError } from '../errors.js';
import type { GuardState } from './guard.js';
import type { AccessPolicy } from './policy.js';

const MINUTE = 60_000;

const noAttempts: GuardState = { failures: 0, lockedUntil: 0, attempts: [], written: 0, revision: 0 };

/**
 * Takes what was stored as true at `now`. If the clock shows less than it did, it was set back: everything moves with it, so
 * that a lock lasts as long as it had left. Setting it forward across a reload cannot be told from time that went by.
 * @throws KinfoldError `store-tampered` for a state that was never written like this.
 */
export function stateAt(now: number, stored: GuardState | null): GuardState {
  if (stored === null) return { ...noAttempts, written: now };
  checkState(stored);
  const shift = Math.min(0, now - stored.written);
  return {
    failures: stored.failures,
    lockedUntil: Math.max(0, stored.lockedUntil + shift),
    attempts: stored.attempts.map((time) => Math.max(0, time + shift)),
    written: now,
    revision: stored.revision,
  };
}

/** Milliseconds until the next attempt may begin; 0 if it may. */
export function waitAt(now: number, { lockedUntil, attempts }: GuardState, policy: AccessPolicy): number {
  const recent = attempts.filter((time) => time > now - MINUTE);
  const full = recent.length >= policy.attemptsPerMinute ? recent.at(-policy.attemptsPerMinute)! + MINUTE - now : 0;
  return Math.max(0, lockedUntil - now, full);
}

/** One more attempt, wrong until it has shown to be right: whoever reloads the page in the middle of it has failed. */
export function charged(now: number, state: GuardState, policy: AccessPolicy): GuardState {
  const attempts = [...state.attempts.filter((time) => time > now - MINUTE), now];
  return locked(now, { ...state, failures: state.failures + 1, attempts }, policy);
}

/** The lock that so many failures cost, from now. */
export function locked(now: number, state: GuardState, policy: AccessPolicy): GuardState {
  const lock = lockFor(state.failures, policy);
  return { ...state, lockedUntil: lock > 0 ? now + lock : 0 };
}

/** Milliseconds: nothing, `firstLock`, and twice as much with each further failure up to `longestLock`. */
export function lockFor(failures: number, { freeFailures, firstLock, longestLock }: AccessPolicy): number {
  const excess = failures - freeFailures;
  return excess > 0 ? Math.min(longestLock, firstLock * 2 ** (excess - 1)) : 0;
}

function checkState({ failures, lockedUntil, attempts, written, revision }: GuardState): void {
  const isTime = (value: unknown) => Number.isFinite(value) && (value as number) >= 0;
  const isCount = (value: unknown) => Number.isSafeInteger(value) && isTime(value);
  if (
    isCount(failures) &&
    isCount(revision) &&
    isTime(lockedUntil) &&
    isTime(written) &&
    Array.isArray(attempts) &&
    attempts.every(isTime)
  )
    return;
  throw new KinfoldError(
    'store-tampered',
    'access: what is stored about earlier attempts is not what was written; restore the store or destroy it',
  );
}
