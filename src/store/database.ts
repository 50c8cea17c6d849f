import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb';
import { KinfoldError } from '../errors.js';
import { guarded } from './guarded.js';

/** The key, which cannot be taken out, and the id of the store that it seals. */
export interface StoredKey {
  readonly store: string;
  readonly key: CryptoKey;
}

/** The sealed manifest, and the schema of the records that it lists. */
export interface StoredManifest {
  readonly schema: number;
  readonly sealed: Uint8Array;
}

/** All that IndexedDB holds. Nothing in it is readable: keys are random ids or constants, there are no indexes. */
interface Layout extends DBSchema {
  key: { key: string; value: StoredKey | typeof DESTROYED };
  manifest: { key: string; value: StoredManifest };
  records: { key: string; value: Uint8Array };
}

/** What one transaction writes. */
export interface Change {
  /** The manifest that must be there, or undefined for none. */
  readonly from: StoredManifest | undefined;
  readonly to: StoredManifest;
  readonly added: ReadonlyMap<string, Uint8Array>;
  readonly removed: readonly string[];
}

/** Stands in the place of a key that was destroyed while the rest of its database is being deleted. */
export const DESTROYED = 'destroyed';

const STORES = ['key', 'manifest', 'records'] as const;
const ONLY = 'only';
const LAYOUT = 1;

/** The store's database. Transactions that write are on disk when they resolve, as far as the browser can tell. */
export class Database {
  readonly #database: IDBPDatabase<Layout>;
  #isClosed = false;

  private constructor(database: IDBPDatabase<Layout>) {
    this.#database = database;
  }

  /** @throws KinfoldError `store-unavailable` where there is no IndexedDB, or the browser refuses it. */
  static async open(name: string): Promise<Database> {
    let database: Database | undefined;
    const close = () => database?.close();
    const opened = await guarded(() =>
      openDB<Layout>(nameOf(name), LAYOUT, {
        upgrade: (db) => {
          for (const store of STORES) db.createObjectStore(store);
        },
        // Another tab deletes it.
        blocking: close,
        terminated: close,
      }),
    );
    database = new Database(opened);
    return database;
  }

  /** Key, manifest and the ids of all records, as they stood at one moment. */
  read(): Promise<{
    key: StoredKey | typeof DESTROYED | undefined;
    manifest: StoredManifest | undefined;
    ids: readonly string[];
  }> {
    return this.#run(async (db) => {
      const transaction = db.transaction(STORES);
      const [key, manifest, ids] = await Promise.all([
        transaction.objectStore('key').get(ONLY),
        transaction.objectStore('manifest').get(ONLY),
        transaction.objectStore('records').getAllKeys(),
        transaction.done,
      ]);
      return { key, manifest, ids };
    });
  }

  /** The sealed records of these ids, in their order; undefined for one that is not there. */
  records(ids: readonly string[]): Promise<(Uint8Array | undefined)[]> {
    return this.#run(async (db) => {
      const transaction = db.transaction('records');
      const records = Promise.all(ids.map((id) => transaction.store.get(id)));
      await Promise.all([records, transaction.done]);
      return records;
    });
  }

  async putKey(key: StoredKey): Promise<void> {
    await this.#write(['key'], async (transaction) => issue(transaction.objectStore('key').put(key, ONLY)));
  }

  /**
   * Writes all of a change or nothing.
   * @returns false, and nothing changes, if another manifest is there than the one to start from.
   */
  async write({ from, to, added, removed }: Change): Promise<boolean> {
    return this.#write(['manifest', 'records'], async (transaction) => {
      const manifests = transaction.objectStore('manifest');
      if (!isSame(await manifests.get(ONLY), from)) return false;
      const records = transaction.objectStore('records');
      for (const id of removed) issue(records.delete(id));
      for (const [id, sealed] of added) issue(records.add(sealed, id));
      issue(manifests.put(to, ONLY));
      return true;
    });
  }

  /** Destroys the key, and with it everything that it sealed; then the rest. */
  async destroy(): Promise<void> {
    await this.#write(STORES, async (transaction) => {
      issue(transaction.objectStore('key').put(DESTROYED, ONLY));
      issue(transaction.objectStore('manifest').clear());
      issue(transaction.objectStore('records').clear());
    });
  }

  /** Deletes the database, which must be closed here; connections of other tabs close by themselves. */
  static async delete(name: string): Promise<void> {
    await guarded(() => deleteDB(nameOf(name)));
  }

  close(): void {
    this.#isClosed = true;
    this.#database.close();
  }

  #write<T>(
    stores: readonly (typeof STORES)[number][],
    work: (transaction: ReturnType<typeof begin>) => Promise<T>,
  ): Promise<T> {
    return this.#run(async (db) => {
      const transaction = begin(db, stores);
      try {
        const result = await work(transaction);
        await transaction.done;
        return result;
      } catch (error) {
        abort(transaction);
        // Why it was aborted, as for want of space, the transaction says itself, unless it was aborted here.
        const reason = await transaction.done.catch((reason: Error) => reason);
        throw reason && reason.name !== 'AbortError' ? reason : error;
      }
    });
  }

  #run<T>(work: (db: IDBPDatabase<Layout>) => Promise<T>): Promise<T> {
    if (this.#isClosed) {
      throw new KinfoldError('store-unavailable', 'store: the browser has closed its database; open the store again');
    }
    return guarded(() => work(this.#database));
  }
}

const begin = (db: IDBPDatabase<Layout>, stores: readonly (typeof STORES)[number][]) =>
  db.transaction([...stores], 'readwrite', { durability: 'strict' });

/** Sends a request; what becomes of it shows on its transaction. */
function issue(request: Promise<unknown>): void {
  request.catch(() => {});
}

function abort(transaction: ReturnType<typeof begin>): void {
  try {
    transaction.abort();
  } catch {
    // It has ended already.
  }
}

const nameOf = (name: string) => `kinfold-store ${name}`;

function isSame(a: StoredManifest | undefined, b: StoredManifest | undefined): boolean {
  if (!a || !b) return a === b;
  return a.schema === b.schema && a.sealed.length === b.sealed.length && a.sealed.every((x, i) => x === b.sealed[i]);
}
