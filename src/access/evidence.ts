import type { Comparison } from './comparison.js';
import type { RefusalReason } from './decision.js';
import type { AccessPolicy } from './policy.js';
import type { Refusal } from './refusal.js';

/** What an attempt has shown so far. One person: whoever is recognised first is who it must be to the end. */
export interface Evidence {
  /** The face that is followed, and when it was seen last; null before the first and after an interruption. */
  readonly track: { readonly number: number; readonly time: number } | null;
  readonly identity: string | null;
  /** Comparisons in a row, up to the last one, that showed `identity`. */
  readonly agreeing: number;
  /** Comparisons in a row, up to the last one, that showed somebody else. */
  readonly strange: number;
  /** Whether all liveness checks have passed in the last frame; without checks it is true. */
  readonly isLive: boolean;
}

export const noEvidence: Evidence = { track: null, identity: null, agreeing: 0, strange: 0, isLive: false };

/** Whether a face is the one that was followed, without a gap. */
export function isContinued({ track }: Evidence, number: number, time: number, { largestGap }: AccessPolicy): boolean {
  return track !== null && number === track.number && time - track.time <= largestGap;
}

/**
 * Whether a frame without a face is one that the followed face was only missed in: detectors lose a head that turns. Nobody is
 * missed after checks have passed.
 */
export function isMissed({ track, isLive }: Evidence, time: number, { largestGap }: AccessPolicy): boolean {
  return track !== null && !isLive && time - track.time <= largestGap;
}

/** What was asked for goes on, but frames on both sides of the one without a face are not in a row. */
export function missed(evidence: Evidence): Evidence {
  return { ...evidence, agreeing: 0 };
}

/**
 * The face was lost, left alone no longer, or replaced: everything has to be shown again, by the same person. After checks have
 * passed that is a face that was swapped; and whoever was asked for an action could have another one drawn by hiding for a
 * moment, so that ends the attempt, too.
 */
export function interrupted(evidence: Evidence, hasChecks: boolean, hasAsked: boolean): Evidence | Refusal {
  if (hasChecks && evidence.isLive) return { reason: 'identity-changed' };
  if (hasAsked) return { reason: 'liveness', liveness: 'face-changed' };
  return { ...evidence, track: null, agreeing: 0, isLive: false };
}

/** Adds what the engine says of a frame that the liveness checks have seen. */
export function compared(
  evidence: Evidence,
  comparison: Comparison,
  isFit: boolean,
  { frames }: AccessPolicy,
): Evidence | RefusalReason {
  const { identity } = comparison;
  if (identity !== null && evidence.identity !== null && identity !== evidence.identity) return 'identity-changed';
  if (isFit && identity !== null) return { ...evidence, identity, agreeing: evidence.agreeing + 1, strange: 0 };
  // A turned head or a closed eye proves nobody, but it must not be a stranger's.
  if (!isFit && evidence.identity !== null && comparison.isNear(evidence.identity)) return evidence;
  const strange = evidence.strange + 1;
  if (strange < frames) return { ...evidence, agreeing: 0, strange };
  return evidence.identity === null ? 'unknown' : 'identity-changed';
}

/** Who is authenticated; null while that is open. */
export function proven({ identity, agreeing, isLive }: Evidence, { frames }: AccessPolicy): string | null {
  return isLive && agreeing >= frames ? identity : null;
}
