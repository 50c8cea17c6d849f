import type { LivenessCheck } from './check.js';

export interface ChallengeOptions {
  /** How many actions are asked for, from 2 on. Default 3. */
  readonly actions?: number;
  /** How long each action, and each look straight before it, may take. Default 5. */
  readonly seconds?: number;
  /** True if the frames themselves are mirrored, as some virtual cameras give them. A page that only shows its video mirrored leaves it out. Default false. */
  readonly mirrored?: boolean;
}

/** Active challenge. */
export function challengeLiveness(_: ChallengeOptions = {}): LivenessCheck {
  return { name: 'challenge', begin: () => ({ observe: () => ({ state: 'refused', reason: 'unavailable' }) }) };
}
