import { describe, expect, test, vi } from 'vitest';
import { destroyStore, openStore } from '../../src/store/open.js';
import { refusal } from '../support/refusal.js';
import { TinyStorableEngine } from '../support/storable-engine.js';
import { annAndBob, Browser, consents, NAME } from '../support/store.js';

describe('a browser that does not play along', () => {
  test.each([
    ['a request', 'put'],
    ['a record', 'add'],
  ] as const)('has no space left for %s: nothing of it was written', async (_, name) => {
    const browser = new Browser();
    const store = await browser.open();
    await store.writeState('settings', Uint8Array.of(1));
    const before = await browser.contents();
    const text = browser.anchor.text;
    const full = vi.spyOn(IDBObjectStore.prototype, name).mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    const kept = store.keep(annAndBob(), { consents: consents('Ann', 'Bob') });
    await expect(kept).rejects.toEqual(refusal('store-full', /nothing of it was written/));
    full.mockRestore();
    expect(await browser.contents()).toEqual(before);
    expect(browser.anchor.text).toBe(text);
    expect(store.people()).toEqual([]);
    // With space again it goes on.
    await store.keep(annAndBob(), { consents: consents('Ann', 'Bob') });
    expect(store.people()).toHaveLength(2);
  });

  test('has no anchor to write: what was written is there, and the next write catches up', async () => {
    const browser = new Browser();
    const store = await browser.open();
    const write = vi.spyOn(browser.anchor, 'write').mockRejectedValue(new Error('no'));
    await expect(store.writeState('lockout', Uint8Array.of(1))).rejects.toEqual(refusal('store-unavailable', /anchor/));
    write.mockRestore();
    expect(await store.readState('lockout')).toEqual(Uint8Array.of(1));
    await store.close();
    expect(await (await browser.open()).readState('lockout')).toEqual(Uint8Array.of(1));
  });

  test('has no anchor to write: who was enrolled is there and who was removed is gone, before a reload as after it', async () => {
    const browser = new Browser();
    const store = await browser.open();
    const write = vi.spyOn(browser.anchor, 'write').mockRejectedValue(new Error('no'));
    const refused = refusal('store-unavailable', /change stands/);
    await expect(store.keep(annAndBob(), { consents: consents('Ann', 'Bob') })).rejects.toEqual(refused);
    expect(store.people().map(({ identity, pictures }) => [identity, pictures])).toEqual([
      ['Ann', 3],
      ['Bob', 2],
    ]);
    await expect(store.remove('Ann')).rejects.toEqual(refused);
    expect(store.people().map(({ identity }) => identity)).toEqual(['Bob']);
    expect(store.identityId('Ann')).toBeNull();
    // So she is not written back either.
    await expect(store.keep(annAndBob())).rejects.toEqual(refusal('consent-missing', /"Ann"/));
    const engine = new TinyStorableEngine();
    await store.restore(engine);
    expect(engine.gallery.identities()).toEqual(['Bob']);
    write.mockRestore();
    const people = store.people();
    await store.close();
    expect((await browser.open()).people()).toEqual(people);
  });

  test('has no IndexedDB, no localStorage, no Web Crypto', async () => {
    new Browser();
    // Node has no localStorage.
    await expect(openStore({ name: NAME })).rejects.toEqual(refusal('store-unavailable', /localStorage/));
    vi.stubGlobal('indexedDB', undefined);
    await expect(openStore({ name: NAME })).rejects.toEqual(refusal('store-unavailable', /IndexedDB/));
    vi.stubGlobal('crypto', {});
    await expect(openStore({ name: NAME })).rejects.toEqual(refusal('store-unavailable', /https/));
    vi.unstubAllGlobals();
  });

  test('says nothing of persistence and space', async () => {
    const store = await new Browser().open();
    expect(await store.persist()).toBe(false);
    expect(await store.space()).toEqual({ isPersistent: false, usage: null, quota: null });
    const storage = {
      persist: async () => true,
      persisted: async () => true,
      estimate: async () => ({ usage: 1, quota: 2 }),
    };
    vi.stubGlobal('navigator', { storage });
    expect(await store.persist()).toBe(true);
    expect(await store.space()).toEqual({ isPersistent: true, usage: 1, quota: 2 });
    vi.unstubAllGlobals();
  });
});

describe('the end', () => {
  test('a closed store says so', async () => {
    const store = await new Browser().open();
    await store.close();
    await store.close();
    await expect(store.readState('lockout')).rejects.toEqual(refusal('closed'));
    expect(() => store.people()).toThrow(refusal('closed'));
  });

  test('a destroyed store leaves nothing, and another can begin in its place', async () => {
    const browser = new Browser();
    const store = await browser.open();
    await store.keep(annAndBob(), { consents: consents('Ann', 'Bob') });
    const { store: id } = (await browser.contents()).key.get('only') as { store: string };
    await store.destroy();
    expect(await indexedDB.databases()).toEqual([]);
    expect(browser.anchor.text).toBeNull();
    await expect(store.readState('lockout')).rejects.toEqual(refusal('closed'));
    const next = await browser.open();
    expect(next.people()).toEqual([]);
    expect(((await browser.contents()).key.get('only') as { store: string }).store).not.toBe(id);
  });

  test('the key goes first: what else could not be deleted is nothing any more', async () => {
    const browser = new Browser();
    const store = await browser.open();
    await store.keep(annAndBob(), { consents: consents('Ann', 'Bob') });
    const { records } = await browser.contents();
    const failing = { read: () => browser.anchor.read(), write: () => Promise.reject(new Error('no')) };
    await store.close();
    await expect(destroyStore({ name: NAME, anchor: failing })).rejects.toEqual(refusal('store-unavailable'));
    const left = await browser.contents();
    expect(left.key.get('only')).toBe('destroyed');
    expect(left.manifest.size + left.records.size).toBe(0);
    // Not even an earlier copy of the records can be put back.
    await browser.putBack({ ...left, records });
    await expect(browser.open()).rejects.toEqual(refusal('store-tampered', /key is gone/));
    await browser.putBack(left);
    expect((await browser.open()).people()).toEqual([]);
  });
});
