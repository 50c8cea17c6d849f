import { KinfoldError } from '../errors.js';
import { localAnchor, writeAnchor } from './anchor.js';
import { Database } from './database.js';
import { takeLease } from './lease.js';
import { type Migration, migrations } from './migrations.js';
import { SealedRecords } from './sealed-records.js';
import { SealedStore } from './store.js';
import type { Store, StoreOptions } from './types.js';

/**
 * Opens a store, or begins one with a key of its own. It has to be a secure context (https or localhost).
 *
 * @throws KinfoldError `store-tampered` if others have changed what is stored; `store-rolled-back` if it is older than it was;
 * `store-unavailable` without IndexedDB, Web Crypto or an anchor; `busy` if it is open already, here or in another tab; `store-full`.
 * After the first two nothing of it can be used any more: {@link destroyStore} it and import a backup.
 */
export function openStore(options: StoreOptions): Promise<Store> {
  return openWith(options, migrations);
}

/** {@link openStore} with the steps between the schemas. */
export async function openWith(
  { name, anchor = localAnchor(name), now = Date.now }: StoreOptions,
  migrations: readonly Migration[],
): Promise<Store> {
  if (!globalThis.crypto?.subtle) {
    throw new KinfoldError('store-unavailable', 'store: there is no Web Crypto here; serve the page by https');
  }
  const release = await takeLease(name);
  try {
    const records = await SealedRecords.open({ name, anchor, migrations });
    const erase = async () => {
      await writeAnchor(anchor, null);
      await Database.delete(name);
    };
    return await SealedStore.open({ records, migrations, now, erase, release }).catch((error) => {
      records.close();
      throw error;
    });
  } catch (error) {
    release();
    throw error;
  }
}

/** Destroys a store that is not open, also one that cannot be opened any more: first the key, then everything else. Throws `busy`, `store-unavailable`. */
export async function destroyStore({ name, anchor = localAnchor(name) }: Omit<StoreOptions, 'now'>): Promise<void> {
  const release = await takeLease(name);
  try {
    const database = await Database.open(name);
    await database.destroy().finally(() => database.close());
    await writeAnchor(anchor, null);
    await Database.delete(name);
  } finally {
    release();
  }
}
