import { openDB } from 'idb';
import { beforeEach, describe, expect, test } from 'vitest';
import { refusal } from '../support/refusal.js';
import { TinyStorableEngine } from '../support/storable-engine.js';
import { annAndBob, Browser, type Contents, consents, NAME } from '../support/store.js';

let browser: Browser;
let contents: Contents;

/** A store of Ann and Bob with a lockout, closed. */
beforeEach(async () => {
  browser = new Browser();
  const store = await browser.open();
  await store.keep(annAndBob(), { consents: consents('Ann', 'Bob') });
  await store.writeState('lockout', Uint8Array.of(7, 7, 7));
  await store.close();
  contents = await browser.contents();
});

/** What opening the store, loading an engine and reading the lockout ends with; the engine must not have been touched. */
async function use(): Promise<void> {
  const engine = new TinyStorableEngine();
  const before = await engine.save();
  const store = await browser.open();
  try {
    await store.readState('lockout');
    await store.restore(engine);
  } catch (error) {
    expect(await engine.save()).toEqual(before);
    throw error;
  } finally {
    await store.close();
  }
}

const records = () => contents.records as Map<string, Uint8Array>;

describe('tampered with', () => {
  test('it was not: the control', async () => {
    await browser.putBack(contents);
    await use();
  });

  test('every record, the manifest and its schema show a changed bit', async () => {
    for (const [id, sealed] of records()) {
      for (const place of [0, 12, sealed.length - 1]) {
        const changed = sealed.slice();
        changed[place]! ^= 1;
        await browser.putBack({ ...contents, records: new Map(records()).set(id, changed) });
        await expect(use(), `${id} at ${place}`).rejects.toEqual(refusal('store-tampered'));
      }
    }
    const { schema, sealed } = contents.manifest.get('only') as { schema: number; sealed: Uint8Array };
    const changed = sealed.map((byte, i) => (i === 40 ? byte ^ 1 : byte));
    for (const manifest of [
      { schema, sealed: changed },
      { schema: schema + 1, sealed },
      { schema, sealed: sealed.slice(1) },
    ]) {
      await browser.putBack({ ...contents, manifest: new Map([['only', manifest]]) });
      await expect(use()).rejects.toEqual(refusal('store-tampered'));
    }
  });

  test('any two records cannot change places', async () => {
    const ids = [...records().keys()];
    for (const [i, id] of ids.entries()) {
      const other = ids[(i + 1) % ids.length]!;
      const swapped = new Map(records()).set(id, records().get(other)!).set(other, records().get(id)!);
      await browser.putBack({ ...contents, records: swapped });
      await expect(use()).rejects.toEqual(refusal('store-tampered'));
    }
  });

  test('a record that is gone, one that is cut off, one too many', async () => {
    for (const [id, sealed] of records()) {
      const fewer = new Map(records());
      fewer.delete(id);
      await browser.putBack({ ...contents, records: fewer });
      await expect(browser.open()).rejects.toEqual(refusal('store-tampered', /1 of its 14 records are gone/));
      await browser.putBack({ ...contents, records: new Map(records()).set(id, sealed.slice(0, 20)) });
      await expect(use()).rejects.toEqual(refusal('store-tampered'));
    }
    const [sealed] = records().values();
    await browser.putBack({ ...contents, records: new Map(records()).set('0'.repeat(32), sealed!) });
    await expect(browser.open()).rejects.toEqual(refusal('store-tampered', /1 records too many/));
  });

  test('a manifest, a key or all of it that is gone', async () => {
    const none = new Map();
    await browser.putBack({ ...contents, manifest: none });
    await expect(browser.open()).rejects.toEqual(refusal('store-tampered', /manifest is gone/));
    await browser.putBack({ ...contents, manifest: none, records: none });
    await expect(browser.open()).rejects.toEqual(refusal('store-tampered', /manifest is gone/));
    await browser.putBack({ ...contents, key: none });
    await expect(browser.open()).rejects.toEqual(refusal('store-tampered', /key is gone/));
    await browser.putBack({ key: none, manifest: none, records: none });
    await expect(browser.open()).rejects.toEqual(refusal('store-rolled-back', /database is gone/));
    // It was not begun anew behind the back of whoever runs it.
    expect((await browser.contents()).key.size).toBe(0);
  });

  test('another key, or an object of another form in its place', async () => {
    const { store } = contents.key.get('only') as { store: string };
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    for (const value of [{ store, key }, { store, key: 1 }, {}, 5]) {
      await browser.putBack({ ...contents, key: new Map([['only', value]]) });
      await expect(browser.open()).rejects.toEqual(refusal('store-tampered'));
    }
    await browser.putBack({ ...contents, manifest: new Map([['only', 'text']]) });
    await expect(browser.open()).rejects.toEqual(refusal('store-tampered'));
    const [id] = records().keys();
    await browser.putBack({ ...contents, records: new Map<string, unknown>(records()).set(id!, 'text') });
    await expect(use()).rejects.toEqual(refusal('store-tampered'));
  });

  test('while it is open', async () => {
    const store = await browser.open();
    const db = await openDB(`kinfold-store ${NAME}`);
    // Which of them is a picture cannot be seen from outside.
    for (const id of records().keys()) await db.put('records', Uint8Array.of(1, 2, 3), id);
    const engine = new TinyStorableEngine();
    await expect(store.restore(engine)).rejects.toEqual(refusal('store-tampered'));
    expect(engine.gallery.size).toBe(0);
    await db.put('manifest', { schema: 1, sealed: Uint8Array.of(1) }, 'only');
    await expect(store.writeState('lockout', null)).rejects.toEqual(refusal('store-tampered', /while it was open/));
    db.close();
  });
});
