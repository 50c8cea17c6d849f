import { KinfoldError } from '../errors.js';

/** What an attempt must show before anybody is authenticated, and what wrong attempts cost. Times in milliseconds. */
export interface AccessPolicy {
  /** Frames in a row that must show the same identity, and as many in a row that show nobody enrolled are *unknown*. 2 to 100. */
  readonly frames: number;
  /** Longest time from `begin` to the decision; a challenge may take most of it. */
  readonly timeLimit: number;
  /** Oldest frame that is looked at, from capture. */
  readonly largestAge: number;
  /** How far a frame's time may lie ahead of the clock: cameras round. */
  readonly largestLead: number;
  /** Longest time between two frames of one face; after a longer one the attempt has to show everything again. */
  readonly largestGap: number;
  /** How far the clock of the day and the monotonic clock may move apart in one attempt. */
  readonly clockTolerance: number;
  /** Whether decisions need a calibration that holds for the gallery as it is. */
  readonly calibration: boolean;
  /** Whether at least one liveness check is needed. Checks that are given must always pass. */
  readonly liveness: boolean;
  /** Wrong attempts in a row that cost nothing. */
  readonly freeFailures: number;
  /** What the next one costs; each further one costs twice as much. */
  readonly firstLock: number;
  /** What one costs at most. */
  readonly longestLock: number;
  /** Attempts in any minute, right ones included: whoever is enrolled cannot buy guesses for others by unlocking between them. */
  readonly attemptsPerMinute: number;
}

export const defaultPolicy: AccessPolicy = {
  frames: 3,
  timeLimit: 45_000,
  largestAge: 2_000,
  largestLead: 100,
  largestGap: 1_000,
  clockTolerance: 2_000,
  calibration: true,
  liveness: true,
  freeFailures: 5,
  firstLock: 30_000,
  longestLock: 3_600_000,
  attemptsPerMinute: 20,
};

/** Smallest and largest value of each number; all are whole. */
const ranges = {
  frames: [2, 100],
  timeLimit: [1_000, 600_000],
  largestAge: [1, 60_000],
  largestLead: [0, 60_000],
  largestGap: [1, 60_000],
  clockTolerance: [1, 60_000],
  freeFailures: [0, 1_000],
  firstLock: [1_000, 86_400_000],
  longestLock: [1_000, 86_400_000],
  attemptsPerMinute: [1, 1_000],
} as const;

/**
 * The defaults with what is changed in them.
 * @throws `argument-invalid` for a number outside its range or `longestLock` below `firstLock`.
 */
export function completePolicy(changes: Partial<AccessPolicy> = {}): AccessPolicy {
  const policy = { ...defaultPolicy, ...changes };
  for (const [name, [least, most]] of Object.entries(ranges)) {
    const value = policy[name as keyof typeof ranges];
    if (Number.isInteger(value) && value >= least && value <= most) continue;
    throw invalid(`${name} is ${value} but expected a whole number from ${least} to ${most}`);
  }
  for (const name of ['calibration', 'liveness'] as const) {
    if (typeof policy[name] !== 'boolean') throw invalid(`${name} is ${policy[name]} but expected true or false`);
  }
  if (policy.longestLock < policy.firstLock) {
    throw invalid(`longestLock is ${policy.longestLock}, below firstLock, ${policy.firstLock}`);
  }
  return policy;
}

function invalid(what: string): KinfoldError {
  return new KinfoldError('argument-invalid', `access: ${what}; leave it out for the default`);
}
