import type { Engine } from '../engine/types.js';
import type { LivenessCheck } from '../face/liveness/check.js';
import type { Observation } from '../face/observation.js';
import type { AuditLog } from './audit.js';
import type { Clock } from './clock.js';
import type { AttemptState, Decision } from './decision.js';
import type { Guard } from './guard.js';
import type { AccessPolicy } from './policy.js';

export interface AccessOptions {
  /** An engine that takes crops: opened without `faces`. */
  readonly engine: Pick<Engine, 'info' | 'verify' | 'identify'>;
  /** All of them must pass. With none nobody is authenticated unless the policy says so. */
  readonly liveness: readonly LivenessCheck[];
  readonly guard: Guard;
  /** What differs from {@link defaultPolicy}. */
  readonly policy?: Partial<AccessPolicy>;
  readonly audit?: AuditLog;
  /** Default: the page's clocks. */
  readonly clock?: Clock;
}

export interface AttemptOptions {
  /** Who the person claims to be (1:1). Left out: who is it (1:N)? */
  readonly identity?: string;
  /** Adds distances and causes to the decision, for whoever sets a kiosk up. Default false. */
  readonly diagnostics?: boolean;
}

/** One attempt of one person to be let in. */
export interface Attempt {
  /**
   * Looks at the next frame. Never rejects: whatever goes wrong is a decision with its reason. After a decision it answers
   * with that decision for ever.
   */
  observe(observation: Observation): Promise<AttemptState>;
  /** Ends the attempt as `aborted`, if it has not ended yet. Once a check has asked for an action that is a wrong attempt. */
  cancel(): Decision;
}

/** Decides who is let in. */
export interface Access {
  /**
   * Begins an attempt; one that is still under way is cancelled.
   * @throws KinfoldError `argument-invalid` for a name of 0 or over 256 characters.
   */
  begin(options?: AttemptOptions): Attempt;
}
