import type { AuditEvent } from '../access/audit.js';
import type { AccessPolicy } from '../access/policy.js';
import type { Attempt, AttemptOptions } from '../access/types.js';
import type { CalibrateOptions, Calibration } from '../engine/calibration.js';
import type { Correction, TellOptions, TellReport } from '../engine/telling.js';
import type { CallOptions, EngineInfo, PairHistograms, TeachReport } from '../engine/types.js';
import type { LivenessCheck } from '../face/liveness/check.js';
import type { Observation } from '../face/observation.js';
import type { Consent, Person } from '../store/consent.js';
import type { TeachOptions, TeachProgress } from '../train/options.js';
import type { VisionInfo } from '../vision/vision.js';
import type { Camera } from './camera.js';
import type { EnrolmentSession } from './enrolment.js';
import type { PinAnswer } from './pin-lock.js';
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
  readonly hasPin: boolean;
  /** Whether the browser keeps everything until the user says otherwise; else it may delete all of it when space gets short. */
  readonly isPersistent: boolean;
}

/** What people have to show to be let in. */
export interface KioskRules {
  /** Every one of these has to find the face living. None: the policy has to allow that. */
  readonly liveness: readonly LivenessCheck[];
  /** What differs from {@link defaultPolicy}. */
  readonly policy?: Partial<AccessPolicy>;
}

/**
 * Face unlock as one thing: what the camera sees, who may come in, and what is kept of them, sealed, on this device.
 * Every refusal is a `KinfoldError`; a call that fails has changed nothing, neither in memory nor in the store, with two exceptions: the
 * change stands where only the rollback anchor could not be written (`store-unavailable`, which says so), and what the store has removed or
 * imported stands although the engine failed afterwards. Engine and store never differ.
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
  /** How far the enrolled pictures are from each other. */
  histograms(): Promise<PairHistograms>;
  /** Keeps another consent of a person who is enrolled. Throws `identity-unknown`, `argument-invalid`, `consent-missing`. */
  renew(identity: string, consent: Consent): Promise<void>;
  /** Takes a person and everything that is kept of them out. Whatever goes wrong after that, the person is gone. Throws `identity-unknown`, `busy`. */
  remove(identity: string): Promise<Recalibrated>;
  /** Takes out everybody whose consent has ended; nobody of them is recognised meanwhile. Throws `busy`. @returns their names. */
  expire(): Promise<readonly string[]>;
  /**
   * Holds attempts that begin from now on to other rules, and cancels one that is under way. Wrong attempts stay counted. The rules are
   * not kept. Throws `argument-invalid`: nothing has changed then.
   */
  require(rules: KioskRules): void;
  /** What happened at the door, oldest first, without names. */
  audit(): Promise<readonly AuditEvent[]>;
  /** What the application keeps beside its people, sealed; null if nothing was kept. */
  settings(): Promise<unknown>;
  /** @param settings whatever JSON can hold. */
  keepSettings(settings: unknown): Promise<void>;
  /** Sets the PIN; only a salted hash of it is kept. Whether somebody may is the application's to decide. Throws `argument-invalid` for fewer than 4 characters. */
  setPin(pin: string): Promise<void>;
  /** Whether this is the PIN. Wrong ones are counted and slowed down like wrong faces, and a reload forgets none. */
  checkPin(pin: string): Promise<PinAnswer>;
  /**
   * Everybody, what was learned and the cohort, encrypted under a passphrase; not the PIN, the settings, the lockout and the audit.
   * Throws `argument-invalid` for a passphrase of fewer than 8 characters, `gallery-empty`.
   */
  exportBackup(passphrase: string): Promise<Uint8Array>;
  /** Puts a backup in the place of what is kept. Throws `passphrase-wrong`, `save-invalid`, `save-truncated`, `save-mismatch`, `busy`: nothing was changed then. */
  importBackup(file: Uint8Array, passphrase: string): Promise<void>;
  /** Destroys the key, then what it sealed. The kiosk is closed afterwards. */
  destroy(): Promise<void>;
  /** Starts what has died anew (device, workers), with what the store holds. */
  restart(): Promise<void>;
  /** Frees everything; later calls throw `closed`. */
  close(): Promise<void>;
}
