import { beforeEach, describe, expect, test } from 'vitest';
import { destroyStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/types.js';
import { killAt } from '../support/killed.js';
import { TinyStorableEngine } from '../support/storable-engine.js';
import { annAndBob, Browser, type Contents, consents, NAME, pictures, savedCalibration } from '../support/store.js';

let browser: Browser;
let contents: Contents;
let anchor: string | null;

beforeEach(async () => {
  browser = new Browser();
  const store = await browser.open();
  await store.keep(annAndBob(), { consents: consents('Ann', 'Bob') });
  await store.writeState('lockout', Uint8Array.of(1));
  await store.close();
  contents = await browser.contents();
  anchor = browser.anchor.text;
});

/** All that a store answers. */
async function everything(store: Store) {
  const engine = new TinyStorableEngine();
  await store.restore(engine);
  return {
    people: store.people(),
    save: Buffer.from(await engine.save()).toString('hex'),
    templates: await store.templates(),
    lockout: await store.readState('lockout'),
    cohort: await store.readState('cohort'),
    audit: await store.audit(),
  };
}

/** Kills the page before each step of a change in turn, and looks at what is there afterwards. */
async function killEverywhere(change: (store: Store) => Promise<unknown>) {
  const found = async () => {
    const store = await browser.open();
    const state = JSON.stringify(await everything(store));
    await store.close();
    // Who is new gets another random id each time.
    return state.replace(/"id":"[0-9a-f]+"/g, '');
  };
  const before = await found();
  const survived: string[] = [];
  for (let at = 0; ; at++) {
    await browser.putBack(contents);
    browser.anchor.text = anchor;
    const killing = killAt(at, browser.anchor);
    try {
      const doomed = await browser.open({ anchor: killing.anchor });
      await change(doomed).catch(() => {});
      await doomed.close();
    } catch {
      // It died while it was opened.
    } finally {
      killing.restore();
    }
    const state = await found();
    if (!killing.isDead) return { before, survived, after: state };
    survived.push(state);
  }
}

describe('a page that is killed at any step', () => {
  test.each([
    [
      'enrolling',
      (store: Store) => store.keep(annAndBob().enrol('Cyd', pictures(20, 2)), { consents: consents('Cyd') }),
    ],
    [
      'teaching',
      (store: Store) => {
        const engine = annAndBob();
        engine.teach();
        return store.keep(engine);
      },
    ],
    [
      'calibrating with another cohort',
      (store: Store) => {
        const engine = annAndBob();
        engine.calibration = savedCalibration;
        return store.keep(engine, { cohort: Uint8Array.of(5) });
      },
    ],
    ['removing', (store: Store) => store.remove('Ann')],
    ['writing a lockout', (store: Store) => store.writeState('lockout', Uint8Array.of(2))],
    ['writing an event', (store: Store) => store.appendAudit({ at: 1 })],
  ])('leaves the old state or the new one: %s', async (_, change) => {
    const { before, survived, after } = await killEverywhere(change);
    expect(after).not.toBe(before);
    // The last step writes the anchor: the transaction was complete.
    expect(survived.map((state) => state === before)).toEqual(survived.map((_, at) => at < survived.length - 1));
    expect(survived.at(-1)).toBe(after);
    expect(survived.length).toBeGreaterThan(3);
  });

  test('does not lose a store that is being begun', async () => {
    for (let at = 0; ; at++) {
      browser = new Browser();
      const killing = killAt(at, browser.anchor);
      await browser.open({ anchor: killing.anchor }).then(
        (store) => store.close(),
        () => {},
      );
      killing.restore();
      const store = await browser.open();
      await store.keep(annAndBob(), { consents: consents('Ann', 'Bob') });
      await store.close();
      if (!killing.isDead) return expect(at).toBe(3);
    }
  });

  test('does not leave a store that is being destroyed half there', async () => {
    const outcomes: number[] = [];
    for (let at = 0; ; at++) {
      await browser.putBack(contents);
      browser.anchor.text = anchor;
      const killing = killAt(at, browser.anchor);
      await destroyStore({ name: NAME, anchor: killing.anchor }).catch(() => {});
      killing.restore();
      const store = await browser.open();
      outcomes.push(store.people().length);
      await store.close();
      if (!killing.isDead) break;
    }
    // Key, manifest, records; then the anchor; then it was not killed.
    expect(outcomes).toEqual([2, 2, 2, 0, 0]);
  });
});
