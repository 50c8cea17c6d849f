import type { Decision } from '../../src/access/decision.js';
import type { Door } from '../../test/support/door.js';
import { Visitor } from '../../test/support/visitor.js';
import type { Member, Role } from './cast.js';

/** What came of one picture at the door. */
export type Outcome = 'right' | 'another' | 'unknown' | 'liveness' | 'not fit' | 'other';

export const OUTCOMES: readonly Outcome[] = ['right', 'another', 'unknown', 'liveness', 'not fit', 'other'];

/** Attempts with one picture: whoever is refused by a liveness check, and not for who they are, tries again. */
const TRIES = 3;

export interface Visit {
  readonly name: string;
  readonly picture: string;
  /** Whether the quality gate takes the photograph as it is. */
  readonly isFit: boolean;
  readonly outcome: Outcome;
  readonly tries: number;
  /** Milliseconds of the last try. */
  readonly ms: number;
  /** Median squared distance to the nearest identity in the last try; null where nobody was compared. */
  readonly distance: number | null;
  readonly reason: string;
}

/** Somebody comes to the door with a picture. */
export async function visit(door: Door, { name }: Member, role: Role): Promise<Visit> {
  const { picture, portrait } = role;
  const none = { name, picture, isFit: portrait?.isFit ?? false, tries: 0, ms: 0, distance: null };
  if (!portrait) return { ...none, outcome: 'not fit', reason: 'no face is found in the photograph' };
  for (let tries = 1; ; tries++) {
    const answer = await door.before(new Visitor([portrait]), 'unlock');
    if (answer.code === 'aborted') return { ...none, tries, ms: answer.ms, outcome: 'not fit', reason: 'gave up' };
    if (answer.code !== undefined) return { ...none, tries, ms: answer.ms, outcome: 'other', reason: answer.message };
    const decision = answer.result;
    const outcome = outcomeOf(decision, name);
    if (outcome === 'liveness' && tries < TRIES) continue;
    const reason = decision.authenticated ? decision.identity : [decision.reason, decision.liveness].join(' ').trim();
    return { ...none, outcome, tries, ms: answer.ms, distance: median(decision), reason };
  }
}

function outcomeOf(decision: Decision, name: string): Outcome {
  if (decision.authenticated) return decision.identity === name ? 'right' : 'another';
  switch (decision.reason) {
    case 'unknown':
    case 'identity-changed':
      return 'unknown';
    case 'liveness':
    case 'liveness-missing':
      return 'liveness';
    case 'quality':
    case 'no-face':
    case 'several-faces':
      return 'not fit';
    default:
      return 'other';
  }
}

function median({ diagnostics }: Decision): number | null {
  const sorted = [...(diagnostics?.distances ?? [])].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? null;
}
