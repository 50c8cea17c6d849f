import type { Attempt, AttemptOptions } from '../access/types.js';
import type { CalibrateOptions, Calibration } from '../engine/calibration.js';
import type { Correction, TellOptions, TellReport } from '../engine/telling.js';
import type { CallOptions, EngineInfo, TeachReport } from '../engine/types.js';
import type { LivenessCheck } from '../face/liveness/check.js';
import type { Observation } from '../face/observation.js';
import type { TeachOptions, TeachProgress } from '../train/options.js';
import type { VisionInfo } from '../vision/vision.js';
import type { Camera } from './camera.js';
import type { EnrolmentSession } from './enrolment.js';
import type { Consent, Person } from './person.js';
import type { Recalibrated } from './recalibrate.js';
import type { Session } from './session.js';
import type { PictureState } from './take-picture.js';

/** How one person is enrolled. */
export interface EnrolOptions {
  /** Checks that have to find the face living. Default: none, for an enrolment that somebody supervises. */
  readonly liveness?: readonly LivenessCheck[];
  /** Pictures to take, 1 to 16. Default 5. */
  readonly pictures?: number;
}

export interface KioskCalibrateOptions extends Omit<CalibrateOptions, 'cohort'> {
  /** A cohort file for this network (`kinfold cohort`). It is kept sealed in the store. Default: the one that is kept. */
  readonly cohort?: Uint8Array;
}

export interface KioskInfo {
  readonly engine: EngineInfo;
  readonly vision: VisionInfo;
  /** Whether a cohort is kept, so that every change of the gallery is calibrated again. */
  readonly hasCohort: boolean;
}

/**
 * Face unlock as one thing: what the camera sees, who may come in, and what is kept of them, sealed, on this device.
 * Every refusal is a `KinfoldError`; a call that fails has changed nothing, neither in memory nor in the store.
 */
export interface Kiosk {
  info(): Promise<KioskInfo>;
  /** Who is enrolled, in order of enrolment. */
  people(): Promise<readonly Person[]>;
  /** Begins to collect pictures of a person, who has agreed to that. Throws `argument-invalid` for a name of 0 or over 256 characters; `consent-missing`. */
  enrol(identity: string, consent: Consent, options?: EnrolOptions): EnrolmentSession;
  /**
   * Begins an attempt of somebody to be let in; one that is under way is cancelled. Whatever goes wrong is a decision that authenticates
   * nobody. Throws `closed`.
   */
  unlock(options?: AttemptOptions): Attempt;
  /** Begins to look for one good picture of whoever stands there, for `correct`. Nothing is kept. */
  picture(): Session<PictureState>;
  /**
   * Hands the frames of a camera through the face pipeline to a session, until that is over.
   * @param onState is called after every frame that was looked at.
   * @returns the last state; undefined if the camera was closed before there was one.
   * @throws KinfoldError `aborted`; `worker-crashed`, `timeout` and what else `Vision.observe` and the session throw: the session is to be given up.
   */
  watch<State extends { readonly state: string }>(
    camera: Camera,
    session: Session<State>,
    onState: (state: State, observation: Observation) => void,
    options?: CallOptions,
  ): Promise<State | undefined>;
  /** Fine-tunes on everybody who is enrolled, keeps the weights and calibrates anew. Throws what `Engine.teach` throws. */
  personalise(options?: TeachOptions): AsyncGenerator<TeachProgress, TeachReport & Recalibrated, void>;
  /** Tells the engine that two are the same person, or are not. Throws what `Engine.tell` throws. */
  correct(correction: Correction, options?: TellOptions): Promise<TellReport & Recalibrated>;
  /** Chooses thresholds that keep a promise. Throws what `Engine.calibrate` throws; `calibration-missing` if no cohort is kept and none was passed. */
  calibrate(options: KioskCalibrateOptions): Promise<Calibration>;
  /** Takes a person and everything that is kept of them out. Throws `identity-unknown`, `busy`. */
  remove(identity: string): Promise<Recalibrated>;
  /** Takes out everybody whose consent has ended. Resolves to their names. */
  expire(): Promise<readonly string[]>;
  /** Everything that is kept, encrypted under a passphrase. */
  exportBackup(passphrase: string, options?: CallOptions): Promise<Uint8Array>;
  /** Replaces everything that is kept. Throws `passphrase-wrong`, `save-invalid`, `save-mismatch`: nothing was changed. */
  importBackup(file: Uint8Array, passphrase: string): Promise<void>;
  /** Destroys the key, then what it sealed. The kiosk is closed afterwards. */
  destroy(): Promise<void>;
  /** Starts what has died anew (device, workers), with what the store holds. */
  restart(): Promise<void>;
  /** Frees everything; later calls throw `closed`. */
  close(): Promise<void>;
}
