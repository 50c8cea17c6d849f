import { writeSafetensors } from '../encoder/safetensors.js';
import { encoderSha256 } from '../engine/encoder-sum.js';
import type { Templates } from '../engine/templates.js';
import { KinfoldError } from '../errors.js';
import { normaliseIdentity } from '../gallery/identity.js';
import type { Backup } from './backup.js';
import { type Consent, hasEnded, type Person } from './consent.js';
import type { EngineState } from './engine-state.js';
import { fromRecords, GALLERY_KINDS, templatesFrom, toRecords } from './gallery-records.js';
import type { Kind } from './manifest.js';
import { admit, type Member, type Members, membersOf } from './members.js';
import type { PlainRecord } from './migrations.js';
import { withoutPeople } from './removal.js';
import type { SealedRecords } from './sealed-records.js';
import type { StorableEngine } from './types.js';

/** What goes into a backup. */
const BACKUP_KINDS = [...GALLERY_KINDS, 'cohort'] as const;

/** What is kept beside an engine. */
export interface Given {
  readonly consents: ReadonlyMap<string, Consent>;
  /** Undefined: the one that is kept stays. */
  readonly cohort: Uint8Array | undefined;
}

/** The part of the store that an engine fills, and who the people in it are. One call at a time: the store takes turns. */
export class KeptGallery {
  #members: Members;

  private constructor(
    readonly records: SealedRecords,
    members: Members,
  ) {
    this.#members = members;
  }

  static async open(records: SealedRecords): Promise<KeptGallery> {
    return new KeptGallery(records, membersOf(await records.read(['identity'])));
  }

  get names(): Iterable<string> {
    return this.#members.keys();
  }

  people(): readonly Person[] {
    const pictures = new Map<string | null, number>();
    for (const { identity } of this.records.entries(['picture'])) {
      pictures.set(identity, (pictures.get(identity) ?? 0) + 1);
    }
    return [...this.#members].map(([identity, { id, consent }]) => {
      return { identity, id, pictures: pictures.get(id) ?? 0, consent };
    });
  }

  member(identity: string): Member | undefined {
    return this.#members.get(normaliseIdentity(identity));
  }

  async keep({ saved, templates }: EngineState, { consents, cohort }: Given, now: number): Promise<void> {
    const members = admit(templates.identities, this.#members, consents, now);
    const records = toRecords(saved, templates, members);
    if (cohort) await this.#write(BACKUP_KINDS, withCohort(records, cohort), members);
    else await this.#write(GALLERY_KINDS, records, members);
  }

  /** Loads an engine. False if nothing is kept. */
  async restore(engine: StorableEngine): Promise<boolean> {
    const records = await this.records.read(GALLERY_KINDS);
    if (records.length === 0) return false;
    await engine.load(await fileFrom(records));
    return true;
  }

  async templates(): Promise<Templates | null> {
    const records = await this.records.read(GALLERY_KINDS);
    const templates = templatesFrom(records);
    return templates && (await encoderSha256(await fromRecords(records))) === templates.encoderSha256
      ? templates
      : null;
  }

  async remove(identity: string): Promise<void> {
    const name = normaliseIdentity(identity);
    if (!this.#members.has(name)) {
      throw new KinfoldError(
        'identity-unknown',
        `store: "${name}" is not among the people who are kept; check the spelling`,
      );
    }
    await this.#removeAll([name]);
  }

  /** @returns the names of whose consent had ended. */
  async expire(now: number): Promise<readonly string[]> {
    const ended = [...this.#members].filter(([, { consent }]) => hasEnded(consent, now)).map(([name]) => name);
    if (ended.length > 0) await this.#removeAll(ended);
    return ended;
  }

  async backup(): Promise<Backup> {
    const records = await this.records.read(BACKUP_KINDS);
    if (this.#members.size > 0) return { schema: this.records.schema, records };
    throw new KinfoldError(
      'gallery-empty',
      'store: nobody is kept, so there is nothing to back up; keep an engine first',
    );
  }

  /** Loads the engine with records of a backup and keeps them: both or neither. */
  async replace(records: readonly PlainRecord[], engine: StorableEngine, now: number): Promise<void> {
    const ended = [...membersOf(records)].filter(([, { consent }]) => hasEnded(consent, now)).map(([name]) => name);
    const valid = ended.length > 0 ? await withoutPeople(records, ended) : records;
    const file = await fileFrom(valid);
    const former = await engine.save();
    const { generation } = this.records;
    await engine.load(file);
    try {
      await this.#write(BACKUP_KINDS, valid, membersOf(valid));
    } catch (error) {
      if (this.records.generation === generation) await engine.load(former);
      throw error;
    }
  }

  async #removeAll(names: readonly string[]): Promise<void> {
    const left = await withoutPeople(await this.records.read(GALLERY_KINDS), names);
    await this.#write(GALLERY_KINDS, left, membersOf(left));
  }

  /** Who the people are follows the database, also where the anchor fails after that was written: a removed person must not be found here. */
  async #write(kinds: readonly Kind[], records: Iterable<PlainRecord>, members: Members): Promise<void> {
    const { generation } = this.records;
    try {
      await this.records.replace(kinds, records);
    } finally {
      if (this.records.generation !== generation) this.#members = members;
    }
  }
}

function* withCohort(records: Iterable<PlainRecord>, bytes: Uint8Array): Generator<PlainRecord> {
  yield* records;
  yield { kind: 'cohort', identity: null, about: '', bytes };
}

async function fileFrom(records: readonly PlainRecord[]): Promise<Uint8Array> {
  const { tensors, metadata } = await fromRecords(records);
  return writeSafetensors(tensors, metadata);
}
