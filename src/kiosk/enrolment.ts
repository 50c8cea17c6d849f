import type { Guidance } from '../access/decision.js';
import type { LivenessReason } from '../face/liveness/check.js';
import type { Pixels } from '../image/picture.js';
import type { EnrolmentPose } from './poses.js';
import type { Recalibrated } from './recalibrate.js';
import type { Session } from './session.js';

/** What a page can tell the person whose pictures are taken. */
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
  /** A liveness check refused: nothing can be enrolled. */
  | { readonly state: 'refused'; readonly reason: LivenessReason };

/** What an enrolment added. */
export interface EnrolmentReport extends Recalibrated {
  readonly identity: string;
  /** Pictures added now. */
  readonly added: number;
  /** Pictures of this identity altogether. */
  readonly pictures: number;
}

/** Collects good pictures of one person. Nothing is kept before `finish`. */
export interface EnrolmentSession extends Session<EnrolmentState> {
  readonly identity: string;
  /** The aligned pictures that were taken so far, to show them to the person. */
  readonly pictures: readonly Pixels[];
  /**
   * Enrols what was collected and writes it to the store: both or neither. Afterwards the session is over; where it failed it can be tried
   * again.
   * @param identity the name to enrol under. Default: the session's; another one where the pictures turned out to be somebody's who is
   * enrolled.
   * @throws KinfoldError `argument-invalid` before the session is complete; `busy` while somebody is being taught; `closed` if it is over;
   * `store-full`, `limit-exceeded`, `device-lost`, `worker-crashed`: nothing was changed.
   */
  finish(identity?: string): Promise<EnrolmentReport>;
  /** Forgets what was collected. */
  cancel(): void;
}
