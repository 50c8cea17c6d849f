import type { LivenessAction, LivenessReason } from '../face/liveness/check.js';
import type { QualityFault } from '../face/quality.js';

/** Why nobody was authenticated. */
export type RefusalReason =
  /** Nobody of the gallery, or in 1:1 not the one who was claimed. */
  | 'unknown'
  /** The frames of one attempt showed different people. */
  | 'identity-changed'
  | 'no-face'
  | 'several-faces'
  | 'quality'
  /** A liveness check refused; `liveness` says why. */
  | 'liveness'
  /** The policy asks for a liveness check and there is none, or it did not end. */
  | 'liveness-missing'
  | 'timeout'
  /** A frame was captured too long ago, in the future, or out of order. */
  | 'stale-frame'
  /** Clock of the day and monotonic clock moved apart. */
  | 'clock-jump'
  /** Too many failures; `retryAfter` says how long. */
  | 'locked-out'
  /** There is no calibration for this gallery and these weights, and the policy asks for one. */
  | 'not-calibrated'
  | 'gallery-empty'
  /** An embedding is not finite, zero or not of length 1. */
  | 'embedding-invalid'
  | 'device-lost'
  | 'worker-crashed'
  /** What is stored was changed by others, or is older than it was. */
  | 'store-untrusted'
  | 'aborted'
  /** Anything else that went wrong; `cause` of the diagnostics says what. */
  | 'failed';

/** Numbers for whoever sets a kiosk up; an answer has them only if it was asked for them. Never show them at the door. */
export interface DecisionDiagnostics {
  /** Squared distances to the nearest identity, frame by frame. */
  readonly distances: readonly number[];
  readonly threshold: number | null;
  readonly cause?: unknown;
}

export type Decision = { readonly diagnostics?: DecisionDiagnostics } & (
  | { readonly authenticated: true; readonly identity: string }
  | {
      readonly authenticated: false;
      readonly identity: null;
      readonly reason: RefusalReason;
      readonly liveness?: LivenessReason;
      /** Milliseconds. */
      readonly retryAfter?: number;
    }
);

/** What a page can tell the person in front of the camera. */
export type Guidance =
  | { readonly kind: 'no-face' | 'several-faces' | 'hold-still' | 'wait' }
  | { readonly kind: 'quality'; readonly fault: QualityFault }
  | { readonly kind: 'action'; readonly action: LivenessAction };

/** Where an attempt stands after a frame. */
export type AttemptState =
  | { readonly state: 'looking'; readonly guidance: Guidance /** 0..1 */; readonly progress: number }
  | { readonly state: 'decided'; readonly decision: Decision };
