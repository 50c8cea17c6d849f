import type { Guidance } from '../access/decision.js';
import type { LivenessReason } from '../face/liveness/check.js';
import type { Pixels } from '../image/picture.js';
import type { Session } from './session.js';

/** How to hold the head for the next picture: small turns, so that the gallery knows the face as it comes to the door. */
export type EnrolmentPose = 'straight' | 'left' | 'right' | 'up' | 'down';

/** What a page can tell the person who is being enrolled. */
export type EnrolmentGuidance =
  | Guidance
  | { readonly kind: 'pose'; readonly pose: EnrolmentPose }
  /** This face is not the one of the pictures that were taken before. */
  | { readonly kind: 'another-face' };

/** Where an enrolment stands after a frame. `complete` and `refused` are final. */
export type EnrolmentState =
  | {
      readonly state: 'collecting';
      readonly guidance: EnrolmentGuidance;
      /** Pictures that were taken so far, of `wanted`. */
      readonly taken: number;
      readonly wanted: number;
      /** 0..1, a liveness check included. */
      readonly progress: number;
    }
  | {
      readonly state: 'complete';
      readonly taken: number;
      /** Somebody who is enrolled under another name and looks like this, by the threshold of 1:N; null: nobody. */
      readonly resembles: string | null;
    }
  | { readonly state: 'refused'; readonly reason: LivenessReason };

/** What an enrolment added. */
export interface EnrolmentReport {
  readonly identity: string;
  /** Pictures added now. */
  readonly added: number;
  /** Pictures of this identity altogether. */
  readonly pictures: number;
  /**
   * Whether decisions can go by a calibration again: `none` if the kiosk was never calibrated, `failed` if the cohort does not support the
   * promise for this gallery; what was enrolled stays, and nobody is let in until `calibrate` succeeds.
   */
  readonly calibration: 'current' | 'none' | 'failed';
}

/** Collects good pictures of one person. Nothing is kept before `finish`. */
export interface EnrolmentSession extends Session<EnrolmentState> {
  readonly identity: string;
  /** The aligned pictures that were taken so far, to show them to the person. */
  readonly pictures: readonly Pixels[];
  /**
   * Enrols what was collected and writes it to the store: both or neither. Afterwards the session is over.
   * @param identity the name to enrol under. Default: the session's; another one where the pictures turned out to be somebody's who is enrolled.
   * @throws KinfoldError `argument-invalid` before the session is complete; `busy` while somebody is being taught; `closed` if it is over;
   * `store-full`, `limit-exceeded`, `device-lost`, `worker-crashed`: nothing was changed.
   */
  finish(identity?: string): Promise<EnrolmentReport>;
  /** Forgets what was collected. */
  cancel(): void;
}
