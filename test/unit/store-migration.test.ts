import { expect, test } from 'vitest';
import { decodeJson, encodeJson } from '../../src/store/json-record.js';
import type { Migration } from '../../src/store/migrations.js';
import { killAt } from '../support/killed.js';
import { refusal } from '../support/refusal.js';
import { TinyStorableEngine } from '../support/storable-engine.js';
import { annAndBob, Browser, consent, consents } from '../support/store.js';

/** To a schema in which every purpose says since when it is kept, and nothing is told any more. */
const second: Migration = (records) =>
  records
    .filter(({ kind }) => kind !== 'lockout')
    .map((record) => {
      if (record.kind !== 'identity') return record;
      const { name, consent } = decodeJson<{ name: string; consent: { purpose: string } }>(record.bytes);
      return { ...record, bytes: encodeJson({ name, consent: { ...consent, purpose: `${consent.purpose} (moved)` } }) };
    });

/** To a third one, in which purposes shout. */
const third: Migration = (records) =>
  records.map((record) => {
    if (record.kind !== 'identity') return record;
    const { name, consent } = decodeJson<{ name: string; consent: { purpose: string } }>(record.bytes);
    return { ...record, bytes: encodeJson({ name, consent: { ...consent, purpose: consent.purpose.toUpperCase() } }) };
  });

const purposes = (people: readonly { consent: { purpose: string } }[]) => people.map(({ consent }) => consent.purpose);

async function firstSchema() {
  const browser = new Browser();
  const store = await browser.open();
  const engine = annAndBob();
  await store.keep(engine, { consents: consents('Ann', 'Bob') });
  await store.writeState('lockout', Uint8Array.of(1));
  const backup = await store.exportBackup('correct horse');
  await store.close();
  return { browser, engine, backup };
}

test('an earlier schema is taken step by step to the present one, and sealed anew', async () => {
  const { browser, engine } = await firstSchema();
  const before = await browser.contents();
  const store = await browser.open({}, [second, third]);
  const moved = `${consent().purpose} (moved)`.toUpperCase();
  expect(purposes(store.people())).toEqual([moved, moved]);
  expect(await store.readState('lockout')).toBeNull();
  const other = new TinyStorableEngine();
  await store.restore(other);
  expect(Buffer.compare(await other.save(), await engine.save())).toBe(0);
  const after = await browser.contents();
  expect([...after.records.keys()].filter((id) => before.records.has(id))).toEqual([]);
  expect(after.manifest.get('only')).toMatchObject({ schema: 3 });
  await store.close();
  // It is done once.
  const again = await browser.open({}, [second, third]);
  expect(purposes(again.people())).toEqual([moved, moved]);
});

test('a page that is killed meanwhile leaves the earlier schema or the present one', async () => {
  const { browser } = await firstSchema();
  const before = await browser.contents();
  const { text } = browser.anchor;
  for (let at = 0; ; at++) {
    await browser.putBack(before);
    browser.anchor.text = text;
    const killing = killAt(at, browser.anchor);
    await browser.open({ anchor: killing.anchor }, [second]).then(
      (store) => store.close(),
      () => {},
    );
    killing.restore();
    const { schema } = (await browser.contents()).manifest.get('only') as { schema: number };
    const store = await browser.open({}, [second]);
    expect(purposes(store.people())).toEqual(Array.from({ length: 2 }, () => `${consent().purpose} (moved)`));
    await store.close();
    if (!killing.isDead) break;
    expect([1, 2]).toContain(schema);
  }
});

test('a step that fails changes nothing', async () => {
  const { browser } = await firstSchema();
  const before = await browser.contents();
  const broken: Migration = () => {
    throw new Error('broken');
  };
  await expect(browser.open({}, [broken])).rejects.toThrow('broken');
  expect(await browser.contents()).toEqual(before);
});

test('an earlier copy is not migrated', async () => {
  const { browser } = await firstSchema();
  const before = await browser.contents();
  const store = await browser.open();
  await store.remove('Ann');
  await store.close();
  await browser.putBack(before);
  await expect(browser.open({}, [second])).rejects.toEqual(refusal('store-rolled-back'));
  expect(await browser.contents()).toEqual(before);
});

test('a later schema is left alone', async () => {
  const { browser } = await firstSchema();
  await (await browser.open({}, [second])).close();
  const before = await browser.contents();
  await expect(browser.open()).rejects.toEqual(refusal('store-unavailable', /schema 2.*knows 1/));
  expect(await browser.contents()).toEqual(before);
});

test('a backup of an earlier schema is taken along, one of a later schema is refused', async () => {
  const { backup } = await firstSchema();
  const browser = new Browser();
  const store = await browser.open({}, [second]);
  await store.importBackup(backup, 'correct horse', new TinyStorableEngine());
  expect(purposes(store.people())[0]).toMatch(/\(moved\)$/);
  const later = await store.exportBackup('correct horse');
  const old = await new Browser().open();
  const refused = old.importBackup(later, 'correct horse', new TinyStorableEngine());
  await expect(refused).rejects.toEqual(refusal('store-unavailable', /schema 2/));
});
