import { Turns } from '../backbone/turns.js';
import type { Templates } from '../engine/templates.js';
import { KinfoldError } from '../errors.js';
import { checkEvent, eventsOf, withEvent } from './audit-log.js';
import { readBackup, writeBackup } from './backup.js';
import type { Person } from './consent.js';
import { stateOf } from './engine-state.js';
import { KeptGallery } from './kept-gallery.js';
import type { Kind } from './manifest.js';
import { type Migration, migrate } from './migrations.js';
import { hashPin, matchesPin } from './pin.js';
import type { SealedRecords } from './sealed-records.js';
import { persist, type Space, space } from './space.js';
import type { StateKind, StorableEngine, Store } from './types.js';

/** What a store is opened with. */
export interface Parts {
  readonly records: SealedRecords;
  readonly migrations: readonly Migration[];
  readonly now: () => number;
  /** Deletes what is left when the key is gone. */
  readonly erase: () => Promise<void>;
  /** Lets other tabs open the store. */
  readonly release: () => void;
}

/** Calls take turns: each starts from what the one before has written. */
export class SealedStore implements Store {
  readonly #parts: Parts;
  readonly #gallery: KeptGallery;
  readonly #turns = new Turns();
  /** What an engine is asked for must be written in the order in which it was asked. */
  readonly #keeping = new Turns();
  #isClosed = false;

  private constructor(parts: Parts, gallery: KeptGallery) {
    this.#parts = parts;
    this.#gallery = gallery;
  }

  static async open(parts: Parts): Promise<SealedStore> {
    return new SealedStore(parts, await KeptGallery.open(parts.records));
  }

  people(): readonly Person[] {
    this.#throwIfClosed();
    return this.#gallery.people();
  }

  identityId(identity: string): string | null {
    this.#throwIfClosed();
    return this.#gallery.member(identity)?.id ?? null;
  }

  async keep(engine: StorableEngine, { consents = new Map(), cohort }: Parameters<Store['keep']>[1] = {}) {
    const given = { consents, cohort: cohort?.slice() };
    // Whoever writes a lockout must not wait for the engine.
    await this.#keeping.take(async () => {
      const state = await stateOf(engine);
      await this.#turn(() => this.#gallery.keep(state, given, this.#parts.now()));
    });
  }

  async restore(engine: StorableEngine): Promise<boolean> {
    return this.#turn(async () => {
      await this.#gallery.expire(this.#parts.now());
      return this.#gallery.restore(engine);
    });
  }

  async templates(): Promise<Templates | null> {
    return this.#turn(() => this.#gallery.templates());
  }

  async remove(identity: string): Promise<void> {
    return this.#turn(() => this.#gallery.remove(identity));
  }

  async expire(): Promise<readonly string[]> {
    return this.#turn(() => this.#gallery.expire(this.#parts.now()));
  }

  async readState(kind: StateKind): Promise<Uint8Array | null> {
    return this.#turn(() => this.#read(kind));
  }

  async writeState(kind: StateKind, bytes: Uint8Array | null): Promise<void> {
    const own = bytes?.slice() ?? null;
    return this.#turn(() => this.#write(kind, own));
  }

  async setPin(pin: string): Promise<void> {
    const hash = await hashPin(pin);
    return this.#turn(() => this.#write('pin', hash));
  }

  hasPin(): boolean {
    this.#throwIfClosed();
    return this.#parts.records.entries(['pin']).length > 0;
  }

  async checkPin(pin: string): Promise<boolean> {
    const kept = await this.#turn(() => this.#read('pin'));
    return kept !== null && matchesPin(kept, pin);
  }

  async appendAudit(event: object): Promise<void> {
    const own = { ...event };
    return this.#turn(async () => {
      checkEvent(own, this.#gallery.names);
      const { records } = this.#parts;
      await records.replace(['audit'], withEvent(await records.read(['audit']), own));
    });
  }

  async audit(): Promise<readonly object[]> {
    return this.#turn(async () => eventsOf(await this.#parts.records.read(['audit'])));
  }

  async exportBackup(passphrase: string): Promise<Uint8Array> {
    const backup = await this.#turn(() => this.#gallery.backup());
    return writeBackup(backup, passphrase);
  }

  async importBackup(file: Uint8Array, passphrase: string, engine: StorableEngine): Promise<void> {
    const records = migrate(await readBackup(file, passphrase), this.#parts.migrations);
    return this.#turn(() => this.#gallery.replace(records, engine, this.#parts.now()));
  }

  async persist(): Promise<boolean> {
    return persist();
  }

  async space(): Promise<Space> {
    return space();
  }

  async destroy(): Promise<void> {
    await this.#turn(() => this.#parts.records.destroy());
    await this.#shut();
    // Nobody else may begin a store that is then erased.
    await this.#parts.erase().finally(this.#parts.release);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    await this.#shut();
    this.#parts.release();
  }

  async #shut(): Promise<void> {
    this.#isClosed = true;
    await this.#turns.take(async () => this.#parts.records.close());
  }

  async #read(kind: Kind): Promise<Uint8Array | null> {
    const [record] = await this.#parts.records.read([kind]);
    return record?.bytes ?? null;
  }

  async #write(kind: Kind, bytes: Uint8Array | null): Promise<void> {
    await this.#parts.records.replace([kind], bytes ? [{ kind, identity: null, about: '', bytes }] : []);
  }

  #turn<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      this.#throwIfClosed();
      return work();
    });
  }

  #throwIfClosed(): void {
    if (this.#isClosed) throw new KinfoldError('closed', 'store: it was closed; open it again');
  }
}
