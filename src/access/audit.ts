import type { LivenessReason } from '../face/liveness/check.js';
import type { RefusalReason } from './decision.js';

/** One decision, told without names, scores, pictures or anything that was measured on a face. */
export interface AuditEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** 1:1 or 1:N. */
  readonly kind: 'verify' | 'identify';
  readonly outcome: 'authenticated' | 'refused';
  /** The opaque id of who was authenticated, or in 1:1 of who was claimed; null for nobody or if there is no id. */
  readonly subject: string | null;
  readonly reason: RefusalReason | null;
  readonly liveness: LivenessReason | null;
}

/** Where decisions are written down. */
export interface AuditLog {
  /** An id that tells nothing about the identity; null if it has none. Never the name. */
  opaqueId(identity: string): string | null;
  /** Resolves once the event is kept. Nobody is authenticated without. */
  write(event: AuditEvent): Promise<void>;
}
