import { beforeEach, describe, expect, test, vi } from 'vitest';
import { destroyStore } from '../../src/store/open.js';
import { refusal } from '../support/refusal.js';
import { TinyStorableEngine } from '../support/storable-engine.js';
import { annAndBob, Browser, type Contents, consents, NAME, pictures } from '../support/store.js';

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

/** Opens the store, loads an engine and reads the lockout. */
async function use(): Promise<void> {
  const store = await browser.open();
  await store.readState('lockout');
  await store.restore(new TinyStorableEngine());
  await store.close();
}

describe('an earlier copy', () => {
  /** After the copy in `contents` somebody failed to get in, and Cyd was enrolled. */
  async function goOn(): Promise<string | null> {
    const anchor = browser.anchor.text;
    const store = await browser.open();
    await store.writeState('lockout', Uint8Array.of(9));
    const engine = annAndBob().enrol('Cyd', pictures(20, 1));
    await store.keep(engine, { consents: consents('Cyd') });
    await store.close();
    return anchor;
  }

  test('of the whole database is noticed, by how much too', async () => {
    await goOn();
    await browser.putBack(contents);
    await expect(browser.open()).rejects.toEqual(refusal('store-rolled-back', /2 changes behind/));
    await expect(browser.open()).rejects.toEqual(refusal('store-rolled-back'));
  });

  test('is noticed without an anchor, with a forged one and with that of another store', async () => {
    await goOn();
    const anchor = browser.anchor.text;
    browser.anchor.text = null;
    await expect(browser.open()).rejects.toEqual(refusal('store-rolled-back', /anchor is gone/));
    for (const text of ['', 'forged', '!', `${anchor!.slice(0, -4)}AAAA`]) {
      browser.anchor.text = text;
      await expect(browser.open()).rejects.toEqual(refusal('store-tampered'));
    }
    browser.anchor.text = anchor;
    await use();
  });

  test('is noticed without an anchor as soon as that must have lasted', async () => {
    // As localStorage: a browser that crashes meanwhile takes along what was written last.
    const slow = {
      read: () => browser.anchor.read(),
      write: (text: string | null) => browser.anchor.write(text),
      delay: 60_000,
    };
    browser = new Browser();
    const open = () => browser.open({ anchor: slow });
    const first = await open();
    await first.writeState('lockout', Uint8Array.of(1));
    await first.close();
    browser.anchor.text = null;
    const second = await open();
    expect(await second.readState('lockout')).toEqual(Uint8Array.of(1));
    expect(browser.anchor.text).not.toBeNull();
    const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 60_001);
    await second.writeState('lockout', Uint8Array.of(2));
    clock.mockRestore();
    await second.close();
    browser.anchor.text = null;
    await expect(open()).rejects.toEqual(refusal('store-rolled-back', /anchor is gone/));
  });

  test('of two with the same number the one that the anchor knows is right', async () => {
    const anchor = await goOn();
    const right = await browser.contents();
    const rightAnchor = browser.anchor.text;
    // Another history from the same copy, as somebody makes it who can put the anchor back too.
    browser.anchor.text = anchor;
    await browser.putBack(contents);
    await goOn();
    browser.anchor.text = rightAnchor;
    await expect(browser.open()).rejects.toEqual(refusal('store-rolled-back', /not the state/));
    await browser.putBack(right);
    await use();
  });

  test('of the anchor alone does no harm: the database is ahead, and nobody else can be', async () => {
    const anchor = await goOn();
    const later = browser.anchor.text;
    browser.anchor.text = anchor;
    await use();
    expect(browser.anchor.text).not.toBe(anchor);
    await browser.putBack(contents);
    await expect(browser.open()).rejects.toEqual(refusal('store-rolled-back', /2 changes behind/));
    expect(browser.anchor.text).not.toBe(later);
  });

  test('of single records cannot be put into the present', async () => {
    await goOn();
    const now = await browser.contents();
    for (const [id, sealed] of contents.records) {
      // What was replaced meanwhile does not come back under its own id, nor under that of its successor.
      if (now.records.has(id)) continue;
      for (const place of now.records.keys()) {
        if (contents.records.has(place)) continue;
        await browser.putBack({ ...now, records: new Map(now.records).set(place, sealed) });
        await expect(use()).rejects.toEqual(refusal('store-tampered'));
      }
    }
  });

  test('leaves one way out: to destroy the store and to begin anew', async () => {
    await goOn();
    await browser.putBack(contents);
    await expect(browser.open()).rejects.toEqual(refusal('store-rolled-back'));
    await destroyStore({ name: NAME, anchor: browser.anchor });
    const store = await browser.open();
    expect(store.people()).toEqual([]);
    expect(await store.readState('lockout')).toBeNull();
  });
});
