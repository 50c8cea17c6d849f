import type { Templates } from '../engine/templates.js';
import type { Engine } from '../engine/types.js';
import type { Anchor } from './anchor.js';
import type { Consent, Person } from './consent.js';
import type { Space } from './space.js';

export interface StoreOptions {
  /** Tells the stores of an origin apart. It is readable, in the name of the database: no name of a person. */
  readonly name: string;
  /** Remembers outside IndexedDB how far the store has come. Default: in localStorage. */
  readonly anchor?: Anchor;
  /** Milliseconds since 1970, for the end of consents. Default `Date.now`. */
  readonly now?: () => number;
}

/** What of an engine the store needs. */
export type StorableEngine = Pick<Engine, 'save' | 'load' | 'templates'>;

/** What else is kept, as bytes whose meaning is their owner's: a cohort file, the lockout, an application's settings. */
export type StateKind = 'cohort' | 'lockout' | 'settings';

/**
 * What a kiosk keeps, sealed. Every refusal is a `KinfoldError`; a call that fails has changed nothing in IndexedDB, and so has a tab
 * that is killed meanwhile. All calls may throw `closed`, `store-unavailable`, `store-tampered`; those that write, `store-full`.
 *
 * One failure comes late: the rollback anchor is written last. Where it refuses (no network, localStorage full), the call throws
 * `store-unavailable` with a message that says so, but the change stands, here, in IndexedDB and in an engine that was loaded with it. It
 * need not be repeated: the next write, or opening the store again, catches up once the anchor can be written.
 */
export interface Store {
  /** Whose pictures are kept, in order of enrolment. */
  people(): readonly Person[];

  /** Stands for a person wherever a name must not be, as in the audit events; null if nobody of this name is kept. */
  identityId(identity: string): string | null;

  /**
   * Keeps gallery, weights, calibration and corrections of an engine, and its templates. Written is what has changed, in one transaction;
   * after a teach that is every template. Who is no longer enrolled is kept no longer.
   * @param options.consents by name: of everybody who is new, and of those who have given another one.
   * @param options.cohort the one that the engine was calibrated with, in the place of the one that is kept: both or neither. Default: that
   * stays.
   * @throws KinfoldError `consent-missing` for somebody who is enrolled without one; `identity-unknown` for a consent of somebody who is
   * not enrolled; `argument-invalid`; `busy` if the engine changes again and again meanwhile; what the engine throws.
   */
  keep(
    engine: StorableEngine,
    options?: { readonly consents?: ReadonlyMap<string, Consent>; readonly cohort?: Uint8Array },
  ): Promise<void>;

  /**
   * Takes out whose consent has ended, opens every record, and loads the engine with it.
   * @returns false if nothing is kept; the engine stays as it is then.
   * @throws KinfoldError what `Engine.load` throws.
   */
  restore(engine: StorableEngine): Promise<boolean>;

  /** The kept templates, for an index; null if there are none. */
  templates(): Promise<Templates | null>;

  /**
   * Takes a person out, with their pictures, their templates and what was told of them; the kept calibration becomes stale. To be called
   * before `Engine.remove`: whatever happens between the two, the person is gone. Throws `identity-unknown`.
   */
  remove(identity: string): Promise<void>;

  /** Takes out everybody whose consent has ended. @returns their names. */
  expire(): Promise<readonly string[]>;

  /** What was written last; null if nothing was. The bytes are the caller's. */
  readState(kind: StateKind): Promise<Uint8Array | null>;

  /** Writes, or with null deletes. Resolves once it is on disk. */
  writeState(kind: StateKind, bytes: Uint8Array | null): Promise<void>;

  /** Sets the PIN before the settings. Only a salted hash of it is kept. Throws `argument-invalid` for fewer than 4 characters. */
  setPin(pin: string): Promise<void>;

  hasPin(): boolean;

  /** Whether this is the PIN; false if there is none. It takes some tenths of a second and counts nothing: bound the attempts. */
  checkPin(pin: string): Promise<boolean>;

  /**
   * Writes an event down; the latest 960 or more are kept. It is a flat object of at most 16 short texts, numbers, booleans and nulls.
   * Throws `argument-invalid` for anything else, and for the name of somebody who is enrolled.
   */
  appendAudit(event: object): Promise<void>;

  /** The events, oldest first. */
  audit(): Promise<readonly object[]>;

  /**
   * People, pictures, weights, calibration, corrections and cohort in one file, encrypted under a passphrase; the lockout, the PIN, the
   * settings and the audit events stay on the device.
   * @throws KinfoldError `argument-invalid` for a passphrase of fewer than 8 characters; `gallery-empty` if nothing is kept.
   */
  exportBackup(passphrase: string): Promise<Uint8Array>;

  /**
   * Puts a backup in the place of what it holds, here and in the engine: both or neither. Whose consent has ended is left out.
   * @throws KinfoldError `passphrase-wrong`, `save-truncated`, `save-invalid`; what `Engine.load` throws, such as `save-mismatch`.
   */
  importBackup(file: Uint8Array, passphrase: string, engine: StorableEngine): Promise<void>;

  /** Asks the browser not to delete what is kept when space gets short. Some ask the user. @returns whether it agrees. */
  persist(): Promise<boolean>;

  /** How much the browser lets this origin keep. */
  space(): Promise<Space>;

  /** Destroys the key, and with it all that it sealed, then the database and the anchor. The store is closed afterwards. */
  destroy(): Promise<void>;

  /** Later calls throw `closed`. */
  close(): Promise<void>;
}
