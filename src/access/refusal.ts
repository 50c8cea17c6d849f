import { KinfoldError, type KinfoldErrorCode } from '../errors.js';
import type { LivenessReason } from '../face/liveness/check.js';
import type { RefusalReason } from './decision.js';

/** Why an attempt ends without anybody being authenticated. */
export interface Refusal {
  readonly reason: RefusalReason;
  readonly liveness?: LivenessReason;
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

const reasons: Partial<Record<KinfoldErrorCode, RefusalReason>> = {
  'identity-unknown': 'unknown',
  'gallery-empty': 'gallery-empty',
  'calibration-missing': 'not-calibrated',
  'calibration-stale': 'not-calibrated',
  'not-finite': 'embedding-invalid',
  'zero-vector': 'embedding-invalid',
  'device-lost': 'device-lost',
  'adapter-missing': 'device-lost',
  'worker-crashed': 'worker-crashed',
  closed: 'worker-crashed',
  'store-tampered': 'store-untrusted',
  'store-rolled-back': 'store-untrusted',
  timeout: 'timeout',
  aborted: 'aborted',
};

/** The refusal that an error means. Whatever has no reason of its own has failed. */
export function refusalOf(cause: unknown): Refusal {
  return { reason: (cause instanceof KinfoldError && reasons[cause.code]) || 'failed', cause };
}

/** Refusals that say something about who or what stood in front of the camera, and so are guesses that must cost something. */
const guesses: ReadonlySet<RefusalReason> = new Set(['unknown', 'identity-changed', 'liveness']);

export const isGuess = ({ reason }: Refusal): boolean => guesses.has(reason);

/**
 * Refusals that whoever was asked for an action can bring about to get round it, by leaving or by holding up frames or a clock. If
 * they cost nothing, one could have challenges drawn until one fits.
 */
const evasions: ReadonlySet<RefusalReason> = new Set([
  'no-face',
  'several-faces',
  'quality',
  'liveness-missing',
  'timeout',
  'stale-frame',
  'clock-jump',
  'aborted',
]);

export const isEvasion = ({ reason }: Refusal): boolean => evasions.has(reason);

/** Refusals that say, if no face was compared, that nobody has come. They are not worth an audit event. */
const uneventful: ReadonlySet<RefusalReason> = new Set([
  'no-face',
  'several-faces',
  'quality',
  'locked-out',
  'aborted',
]);

export const isUneventful = ({ reason }: Refusal): boolean => uneventful.has(reason);

export const refused = (refusal: Refusal) => ({ kind: 'refused', refusal }) as const;
