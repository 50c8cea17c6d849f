import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { onTestFinished } from 'vitest';
import { createRandom } from '../../src/cpu/random.js';
import type { GalleryEntry } from '../../src/gallery/gallery.js';
import type { Anchor } from '../../src/store/anchor.js';
import type { Consent } from '../../src/store/consent.js';
import type { Migration } from '../../src/store/migrations.js';
import { openWith } from '../../src/store/open.js';
import type { Store, StoreOptions } from '../../src/store/types.js';
import { pictureId } from './gallery.js';
import { TinyStorableEngine, WIDTH } from './storable-engine.js';

export const NAME = 'kiosk';
export const NOW = 1_800_000_000_000;
const DATABASE = `kinfold-store ${NAME}`;
const STORES = ['key', 'manifest', 'records'] as const;

/** All that IndexedDB holds, by object store and key. */
export type Contents = Record<(typeof STORES)[number], Map<string, unknown>>;

/** An anchor whose text a test can look at and put back. */
export class MemoryAnchor implements Anchor {
  text: string | null = null;

  async read(): Promise<string | null> {
    return this.text;
  }

  async write(text: string | null): Promise<void> {
    this.text = text;
  }
}

/** An empty browser: no databases, no anchor. */
export class Browser {
  readonly anchor = new MemoryAnchor();

  constructor() {
    globalThis.indexedDB = new IDBFactory();
  }

  async open(options: Partial<StoreOptions> = {}, migrations: readonly Migration[] = []): Promise<Store> {
    const store = await openWith({ name: NAME, anchor: this.anchor, now: () => NOW, ...options }, migrations);
    onTestFinished(() => store.close());
    return store;
  }

  async contents(): Promise<Contents> {
    const db = await openDB(DATABASE);
    const contents: Contents = { key: new Map(), manifest: new Map(), records: new Map() };
    for (const store of STORES) {
      for (const key of await db.getAllKeys(store)) contents[store].set(String(key), await db.get(store, key));
    }
    db.close();
    return contents;
  }

  /** Puts contents in the place of those that are there, as somebody would who can write to the disk. */
  async putBack(contents: Contents): Promise<void> {
    const db = await openDB(DATABASE);
    for (const store of STORES) {
      await db.clear(store);
      for (const [key, value] of contents[store]) await db.put(store, value, key);
    }
    db.close();
  }
}

export const consent = (expires: number | null = null): Consent => {
  return { purpose: 'to open the door', given: NOW - 1000, expires };
};

export const consents = (...names: string[]) => new Map(names.map((name) => [name, consent()]));

/** Pictures of a person, the same for the same number. */
export function pictures(from: number, count: number): Omit<GalleryEntry, 'identity'>[] {
  return Array.from({ length: count }, (_, i) => {
    const random = createRandom(from + i);
    return { pictureId: pictureId(from + i), features: Float32Array.from({ length: WIDTH }, () => random.normal()) };
  });
}

/** Ann with three pictures and Bob with two. */
export function annAndBob(): TinyStorableEngine {
  return new TinyStorableEngine().enrol('Ann', pictures(1, 3)).enrol('Bob', pictures(11, 2));
}

const rate = { rate: 0.01, lower: 0, upper: 0.02 };
const decision = { threshold: 0.5, far: rate, frr: null, cllr: null };
/** A calibration of Ann and Bob that holds. */
export const savedCalibration = {
  calibrated: {
    calibration: {
      far: 0.01,
      tail: 'counted' as const,
      confidence: 0.95,
      smallestFar: 0.01,
      strangers: 300,
      strangerPictures: 300,
      identities: 2,
      pictures: 5,
      verify: decision,
      identify: decision,
      enrolledFar: null,
    },
    likelihood: null,
    expected: { genuine: Float32Array.of(0.1), verify: Float32Array.of(1), identify: Float32Array.of(1) },
  },
  isCurrent: true,
};
