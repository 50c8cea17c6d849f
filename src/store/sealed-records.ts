import { sha256 } from '../backbone/checksum.js';
import { type Anchor, readAnchor, rolledBack, SealedAnchor, writeAnchor } from './anchor.js';
import { Database, DESTROYED, type StoredKey, type StoredManifest } from './database.js';
import { decodeManifest, type Entry, encodeManifest, type Kind, type Manifest } from './manifest.js';
import { type Migration, migrate, type PlainRecord } from './migrations.js';
import { type Binding, createKey, randomId, seal, tampered, unseal } from './sealing.js';

export interface SealedRecordsOptions {
  readonly name: string;
  readonly anchor: Anchor;
  readonly migrations: readonly Migration[];
}

const DIGEST_DIGITS = 32;
/** Records that are made and sealed before the page gets its turn: a large gallery must not hold it up. */
const AT_ONCE = 16;
const MANIFEST = { kind: 'manifest', id: 'manifest', identity: null, about: '' } as const;
const NOTHING: Manifest = { generation: 0, isAnchored: false, entries: [] };

/**
 * A list of records in IndexedDB, each sealed alone under one key, with a sealed manifest that says which there are. A change is one
 * transaction: whenever the page is killed, the state before it or after it is there. One call at a time: the store takes turns.
 */
export class SealedRecords {
  #manifest = NOTHING;
  #stored: StoredManifest | undefined;

  private constructor(
    readonly database: Database,
    readonly key: StoredKey,
    readonly anchor: SealedAnchor,
    readonly schema: number,
  ) {}

  /**
   * Opens the list, or makes an empty one with a key of its own.
   * @throws KinfoldError `store-tampered`, `store-rolled-back`; `store-unavailable` also for records of a later schema.
   */
  static async open({ name, anchor, migrations }: SealedRecordsOptions): Promise<SealedRecords> {
    const database = await Database.open(name);
    try {
      const { key, manifest, ids } = await database.read();
      const isEmpty = manifest === undefined && ids.length === 0;
      // A destroyed store whose last traces were not deleted any more.
      if (key === DESTROYED) await writeAnchor(anchor, null);
      const isKnown = key !== undefined && key !== DESTROYED;
      if (!isKnown && !isEmpty) throw tampered('its key is gone');
      const stored = isKnown ? key : await begin(database, anchor);
      const records = new SealedRecords(database, stored, new SealedAnchor(anchor, stored), migrations.length + 1);
      if (manifest) await records.#open(manifest, ids, migrations);
      else if (isEmpty && (await readAnchor(anchor)) === null) await records.#write([], new Map(), []);
      else throw tampered('its manifest is gone');
      return records;
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** Changes so far that the database has. It counts on with each one that stands, whether or not its call fails afterwards. */
  get generation(): number {
    return this.#manifest.generation;
  }

  entries(kinds: readonly Kind[]): readonly Entry[] {
    return this.#manifest.entries.filter(({ kind }) => kinds.includes(kind));
  }

  /** Opens all records of these kinds, in order. Throws `store-tampered`. */
  read(kinds: readonly Kind[]): Promise<readonly PlainRecord[]> {
    return this.#read(this.entries(kinds), this.schema);
  }

  /**
   * Puts these records in the place of all records of these kinds, in this order. Those that stay the same are not written again.
   * Throws `store-unavailable` also where all of it is written but the anchor: {@link generation} has moved then.
   */
  async replace(kinds: readonly Kind[], records: Iterable<PlainRecord>): Promise<void> {
    const former = this.entries(kinds);
    const others = this.#manifest.entries.filter(({ kind }) => !kinds.includes(kind));
    const { entries, added, left } = await this.#seal(records, former);
    const isSame = added.size === 0 && entries.length === former.length && entries.every((x, i) => x === former[i]);
    if (!isSame) await this.#write([...others, ...entries], added, left);
  }

  /** Destroys the key, then everything else. */
  async destroy(): Promise<void> {
    await this.database.destroy();
    this.database.close();
  }

  close(): void {
    this.database.close();
  }

  async #open(stored: StoredManifest, ids: readonly string[], migrations: readonly Migration[]): Promise<void> {
    const { schema, sealed } = stored;
    const binding = this.#binding(MANIFEST, schema);
    this.#manifest = decodeManifest(await unseal(this.key.key, binding, sealed));
    this.#stored = stored;
    await this.anchor.check(this.#manifest, stored);
    const listed = new Set(this.#manifest.entries.map(({ id }) => id));
    const missing = listed.size - ids.filter((id) => listed.has(id)).length;
    if (missing > 0) throw tampered(`${missing} of its ${listed.size} records are gone`);
    if (ids.length > listed.size) throw tampered(`it has ${ids.length - listed.size} records too many`);
    if (schema !== this.schema) await this.#migrate(schema, migrations);
    else await this.anchor.set(this.#manifest.generation, stored);
  }

  /** Records are bound to their schema: all are sealed anew. */
  async #migrate(schema: number, migrations: readonly Migration[]): Promise<void> {
    const former = this.#manifest.entries;
    const migrated = migrate({ schema, records: await this.#read(former, schema) }, migrations);
    const { entries, added } = await this.#seal(migrated, []);
    await this.#write(
      entries,
      added,
      former.map(({ id }) => id),
    );
  }

  /**
   * Seals records, but for those that stand among `former` already.
   * @returns the entries of all in order, what was sealed by its id, and the ids of `former` that are not among them.
   */
  async #seal(records: Iterable<PlainRecord>, former: readonly Entry[]) {
    const known = new Map<string, Entry[]>();
    for (const entry of former) known.set(alike(entry), [...(known.get(alike(entry)) ?? []), entry]);
    const added = new Map<string, Uint8Array>();
    const sealOne = async ({ bytes, ...rest }: PlainRecord): Promise<Entry> => {
      const digest = (await sha256(bytes)).slice(0, DIGEST_DIGITS);
      const same = known.get(alike({ ...rest, digest }))?.shift();
      if (same) return same;
      const id = randomId();
      added.set(id, await seal(this.key.key, this.#binding({ ...rest, id }), bytes));
      return { ...rest, id, digest };
    };
    const entries: Entry[] = [];
    for (const some of inGroups(records)) entries.push(...(await Promise.all(some.map(sealOne))));
    return { entries, added, left: [...known.values()].flat().map(({ id }) => id) };
  }

  async #read(entries: readonly Entry[], schema: number): Promise<readonly PlainRecord[]> {
    const sealed = await this.database.records(entries.map(({ id }) => id));
    return Promise.all(
      entries.map(async (entry, place) => {
        const bytes = sealed[place];
        if (!bytes) throw tampered(`a record of kind ${entry.kind} is gone`);
        const { kind, identity, about } = entry;
        return { kind, identity, about, bytes: await unseal(this.key.key, this.#binding(entry, schema), bytes) };
      }),
    );
  }

  async #write(entries: readonly Entry[], added: ReadonlyMap<string, Uint8Array>, removed: readonly string[]) {
    const { generation, isAnchored } = this.#manifest;
    const manifest = { generation: generation + 1, isAnchored: isAnchored || this.anchor.hasLasted, entries };
    const sealed = await seal(this.key.key, this.#binding(MANIFEST), encodeManifest(manifest));
    const to = { schema: this.schema, sealed };
    if (!(await this.database.write({ from: this.#stored, to, added, removed }))) {
      throw tampered('others have changed it while it was open');
    }
    this.#manifest = manifest;
    this.#stored = to;
    await this.anchor.set(manifest.generation, to);
  }

  #binding(
    { kind, id, identity, about }: Omit<Entry, 'digest' | 'kind'> & { kind: string },
    schema = this.schema,
  ): Binding {
    return { store: this.key.store, kind, id, identity, about, schema };
  }
}

/** A new key in an empty database. */
async function begin(database: Database, anchor: Anchor): Promise<StoredKey> {
  if ((await readAnchor(anchor)) !== null) throw rolledBack('its database is gone, but its rollback anchor is there');
  const key = { store: randomId(), key: await createKey() };
  await database.putKey(key);
  return key;
}

function* inGroups(records: Iterable<PlainRecord>): Generator<readonly PlainRecord[]> {
  let group: PlainRecord[] = [];
  for (const record of records) {
    if (group.push(record) < AT_ONCE) continue;
    yield group;
    group = [];
  }
  yield group;
}

/** The same for records that hold the same for the same. */
function alike({ kind, identity, about, digest }: Omit<Entry, 'id'>): string {
  return JSON.stringify([kind, identity, about, digest]);
}
