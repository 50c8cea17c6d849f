// `kinfold/face`: what looks at faces, and what keeps, decides and runs a kiosk on top of it.
export type { AuditEvent, AuditLog } from './access/audit.js';
export type { Clock } from './access/clock.js';
export type {
  AttemptState,
  Decision,
  DecisionDiagnostics,
  Guidance,
  RefusalReason,
} from './access/decision.js';
export type { Guard, GuardState } from './access/guard.js';
export { type AccessPolicy, defaultPolicy } from './access/policy.js';
export type { Access, AccessOptions, Attempt, AttemptOptions } from './access/types.js';
export { livenessCards } from './backbone/liveness-cards.js';
export * from './face/index.js';
export * from './face/liveness/index.js';
