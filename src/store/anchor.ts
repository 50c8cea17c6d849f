import { sha256 } from '../backbone/checksum.js';
import { KinfoldError } from '../errors.js';
import type { StoredKey, StoredManifest } from './database.js';
import type { Manifest } from './manifest.js';
import { type Binding, seal, unseal } from './sealing.js';

/**
 * A small place outside IndexedDB that remembers how far the store has come, so that an earlier copy of the database put back in its
 * place is noticed. It protects as far as it can not be put back itself: the default lies in the same browser profile; a server or a
 * security module is better. What is written is sealed and as long as a line.
 */
export interface Anchor {
  /** What was written last; null if nothing was, or after `write(null)`. */
  read(): Promise<string | null>;
  /** The database is written first: a change whose text is refused stands, and its call throws `store-unavailable`. */
  write(text: string | null): Promise<void>;
  /** Milliseconds after which a text survives whatever happens to the browser. Default 0: when `write` resolves. */
  readonly delay?: number;
}

/** The generation that was reached, and the SHA-256 of its sealed manifest. */
interface Mark {
  readonly generation: number;
  readonly digest: string;
}

/** Browsers write localStorage to the disk seconds after IndexedDB, and less often the more is written. */
const LOCAL_DELAY = 60_000;

/** An anchor in the page's localStorage. */
export function localAnchor(name: string): Anchor {
  const key = `kinfold-store ${name}`;
  return {
    read: async () => localStorage.getItem(key),
    delay: LOCAL_DELAY,
    write: async (text) => (text === null ? localStorage.removeItem(key) : localStorage.setItem(key, text)),
  };
}

/** The anchor of one store, whose key seals what it says. */
export class SealedAnchor {
  /** When it was first seen to be there, in ms of `performance.now()`. */
  #seen: number | undefined;

  constructor(
    readonly anchor: Anchor,
    readonly stored: StoredKey,
  ) {}

  /**
   * Throws `store-rolled-back` if the anchor knows of a later state than this one, or of another one; `store-tampered` for an anchor that
   * was not written by this store.
   *
   * A state that is later than the anchor is sound: nobody else can seal one, and an anchor may reach the disk later than the database.
   * For the same reason there may be none, until the manifest says that it must have lasted.
   */
  async check({ generation, isAnchored }: Manifest, manifest: StoredManifest): Promise<void> {
    const text = await readAnchor(this.anchor);
    if (text === null) {
      if (!isAnchored) return;
      throw rolledBack('its rollback anchor is gone');
    }
    this.#seen ??= performance.now();
    const mark: Mark = JSON.parse(
      new TextDecoder().decode(await unseal(this.stored.key, this.#binding, fromBase64(text))),
    );
    if (generation < mark.generation) {
      throw rolledBack(`it is ${mark.generation - generation} changes behind its rollback anchor`);
    }
    if (generation === mark.generation && mark.digest !== (await sha256(manifest.sealed))) {
      throw rolledBack('it is not the state that its rollback anchor knows');
    }
  }

  /** Remembers that this state, which the database has, was reached. Throws `store-unavailable`. */
  async set(generation: number, manifest: StoredManifest): Promise<void> {
    const mark: Mark = { generation, digest: await sha256(manifest.sealed) };
    const sealed = await seal(this.stored.key, this.#binding, new TextEncoder().encode(JSON.stringify(mark)));
    await writeAnchor(this.anchor, btoa(String.fromCharCode(...sealed)));
    this.#seen ??= performance.now();
  }

  /** Whether it is there for so long that it cannot get lost any more. */
  get hasLasted(): boolean {
    return this.#seen !== undefined && performance.now() - this.#seen >= (this.anchor.delay ?? 0);
  }

  get #binding(): Binding {
    return { store: this.stored.store, kind: 'anchor', id: 'anchor', identity: null, about: '', schema: 0 };
  }
}

/** Throws `store-unavailable`. */
export function readAnchor(anchor: Anchor): Promise<string | null> {
  return guarded(() => anchor.read(), 'cannot be read; allow this page localStorage, or pass another anchor');
}

/** Throws `store-unavailable`: what the anchor should have remembered is in the database already, and stays there. */
export function writeAnchor(anchor: Anchor, text: string | null): Promise<void> {
  return guarded(
    () => anchor.write(text),
    'could not be written, but the change stands and need not be repeated; free localStorage or make the anchor reachable: it catches up with the next change, or when the store is opened',
  );
}

export function rolledBack(problem: string): KinfoldError {
  return new KinfoldError(
    'store-rolled-back',
    `store: ${problem}, as if an earlier copy had been put back; nothing of it is used: destroy the store and import a backup`,
  );
}

/** Whatever it decodes to, only what this store sealed can be opened. */
function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

async function guarded<T>(work: () => Promise<T>, problem: string): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new KinfoldError('store-unavailable', `store: its rollback anchor ${problem}`, { cause });
  }
}
