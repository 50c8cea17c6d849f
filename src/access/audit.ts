import type { LivenessReason } from '../face/liveness/check.js';
import type { RefusalReason } from './decision.js';

/** One decision, told without names, scores, pictures or anything that was measured on a face. */
export interface AuditEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** 1:1 or 1:N. */
  readonly kind: 'verify' | 'identify';
  readonly outcome: 'authenticated' | 'refused';
  /** The opaque id of who was authenticated, or in 1:1 of who was claimed; null for nobody or if nobody is kept under that name. */
  readonly subject: string | null;
  readonly reason: RefusalReason | null;
  readonly liveness: LivenessReason | null;
}

/** Where decisions are written down. */
export interface AuditLog {
  /**
   * An id that tells nothing about the identity, never the name; null if nobody is kept under it, or not any more. Such a person is not
   * authenticated. It is asked for before an event is written and again afterwards.
   */
  opaqueId(identity: string): string | null;
  /**
   * Resolves once the event is kept. Nobody is authenticated without. Where a refusal follows an authentication at once, time was out or
   * the attempt cancelled while that was written: nobody was let in.
   */
  write(event: AuditEvent): Promise<void>;
}
