import { describe, expect, test, vi } from 'vitest';
import { refusal } from '../support/refusal.js';
import { TinyStorableEngine } from '../support/storable-engine.js';
import { annAndBob, Browser, consent, consents, NOW, pictures } from '../support/store.js';

const PASSPHRASE = 'correct horse battery';

async function makeBackup() {
  const browser = new Browser();
  const store = await browser.open();
  const engine = annAndBob();
  engine.teach();
  const given = new Map([
    ['Ann', consent()],
    ['Bob', consent(NOW + 10)],
  ]);
  await store.keep(engine, { consents: given });
  await store.writeState('cohort', Uint8Array.of(1, 2, 3));
  await store.writeState('lockout', Uint8Array.of(4));
  await store.setPin('2468');
  const file = await store.exportBackup(PASSPHRASE);
  return { browser, store, engine, file, people: store.people() };
}

let made: ReturnType<typeof makeBackup> | undefined;

/** One for all tests: to stretch a passphrase takes its time. Its store is closed. */
function backedUp() {
  made ??= makeBackup();
  return made;
}

/** Somebody else's store, with a person, a cohort and a lockout of its own. */
async function elsewhere(options = {}) {
  const browser = new Browser();
  const store = await browser.open(options);
  const engine = new TinyStorableEngine().enrol('Dot', pictures(50, 1));
  await store.keep(engine, { consents: consents('Dot') });
  await store.writeState('lockout', Uint8Array.of(9));
  return { browser, store, engine };
}

describe('a backup', () => {
  test('brings people, weights and cohort to another browser, and leaves its lockout and PIN', async () => {
    const { file, engine: original, people } = await backedUp();
    const { browser, store, engine } = await elsewhere();
    await store.importBackup(file, PASSPHRASE, engine);
    expect(Buffer.compare(await engine.save(), await original.save())).toBe(0);
    expect(store.people()).toEqual(people);
    expect(await store.readState('cohort')).toEqual(Uint8Array.of(1, 2, 3));
    expect(await store.readState('lockout')).toEqual(Uint8Array.of(9));
    expect(store.hasPin()).toBe(false);
    await store.close();
    const again = await browser.open();
    const other = new TinyStorableEngine();
    await again.restore(other);
    expect(Buffer.compare(await other.save(), await original.save())).toBe(0);
    expect(await again.templates()).toEqual(await original.templates());
  });

  test('holds no name and no features that can be read', async () => {
    const { file, engine } = await backedUp();
    const bytes = Buffer.from(file);
    for (const { identity, features } of engine.gallery.entries()) {
      expect(bytes.includes(identity)).toBe(false);
      expect(bytes.includes(Buffer.from(features.buffer, features.byteOffset, 8))).toBe(false);
    }
  });

  test('is another file each time', async () => {
    const { store, file } = await makeBackup();
    const other = await store.exportBackup(PASSPHRASE);
    expect(Buffer.compare(other.subarray(20), file.subarray(20))).not.toBe(0);
  });

  test('leaves out whose consent has ended meanwhile', async () => {
    const { file } = await backedUp();
    const { store, engine } = await elsewhere({ now: () => NOW + 10 });
    await store.importBackup(file, PASSPHRASE, engine);
    expect(store.people().map(({ identity }) => identity)).toEqual(['Ann']);
    expect(engine.gallery.identities()).toEqual(['Ann']);
  });

  test('of nobody is none, and its passphrase is no joke', async () => {
    const store = await new Browser().open();
    await expect(store.exportBackup(PASSPHRASE)).rejects.toEqual(refusal('gallery-empty'));
    await store.keep(annAndBob(), { consents: consents('Ann', 'Bob') });
    await expect(store.exportBackup('seven77')).rejects.toEqual(refusal('argument-invalid', /at least 8/));
  });
});

test('an import that only the anchor refuses stands, here and in the engine', async () => {
  const { file, engine: original, people } = await backedUp();
  const { browser, store, engine } = await elsewhere();
  const write = vi.spyOn(browser.anchor, 'write').mockRejectedValue(new Error('no'));
  await expect(store.importBackup(file, PASSPHRASE, engine)).rejects.toEqual(refusal('store-unavailable', /stands/));
  write.mockRestore();
  expect(store.people()).toEqual(people);
  expect(Buffer.compare(await engine.save(), await original.save())).toBe(0);
  await store.close();
  const again = await browser.open();
  expect(again.people()).toEqual(people);
});

test('a file that lies in the middle of a Buffer of Node opens as any other', async () => {
  const { file } = await backedUp();
  const { store, engine } = await elsewhere();
  await store.importBackup(Buffer.concat([Buffer.alloc(3), file]).subarray(3), PASSPHRASE, engine);
  expect(store.people().map(({ identity }) => identity)).toEqual(['Ann', 'Bob']);
});

describe('an import that fails', () => {
  /** Expects that it is refused, and that store and engine are as they were. */
  async function expectRefused(file: Uint8Array, passphrase: string, code: string) {
    const { browser, store, engine } = await elsewhere();
    const [contents, save] = [await browser.contents(), await engine.save()];
    await expect(store.importBackup(file, passphrase, engine)).rejects.toEqual(refusal(code));
    expect(await browser.contents()).toEqual(contents);
    expect(await engine.save()).toEqual(save);
    expect(store.people().map(({ identity }) => identity)).toEqual(['Dot']);
  }

  test.each(['', 'correct horse batterY', ` ${PASSPHRASE}`])('for a wrong passphrase: "%s"', async (wrong) => {
    const { file } = await backedUp();
    await expectRefused(file, wrong, 'passphrase-wrong');
  });

  test('for a file that is damaged, cut off or something else', async () => {
    const { file } = await backedUp();
    const changed = (place: number) => file.map((byte, i) => (i === place ? byte ^ 1 : byte));
    await expectRefused(changed(file.length - 1), PASSPHRASE, 'save-invalid');
    await expectRefused(changed(200), PASSPHRASE, 'save-invalid');
    // Schema, nonce: bound like the rest.
    await expectRefused(changed(12), PASSPHRASE, 'save-invalid');
    await expectRefused(changed(70), PASSPHRASE, 'save-invalid');
    // Fewer rounds make another key, a format or rounds without end are none.
    await expectRefused(changed(16), PASSPHRASE, 'passphrase-wrong');
    await expectRefused(changed(8), PASSPHRASE, 'save-invalid');
    await expectRefused(changed(19), PASSPHRASE, 'save-invalid');
    await expectRefused(file.slice(0, -10), PASSPHRASE, 'save-invalid');
    await expectRefused(file.slice(0, 60), PASSPHRASE, 'save-truncated');
    await expectRefused(await new TinyStorableEngine().save(), PASSPHRASE, 'save-invalid');
    await expectRefused(new Uint8Array(), PASSPHRASE, 'save-invalid');
  });

  test('because the engine is another one', async () => {
    const { file } = await backedUp();
    const { browser, store } = await elsewhere();
    const contents = await browser.contents();
    const other = new TinyStorableEngine('c'.repeat(64));
    await expect(store.importBackup(file, PASSPHRASE, other)).rejects.toEqual(refusal('save-mismatch'));
    expect(await browser.contents()).toEqual(contents);
  });

  test('for want of space gives the engine back what it had', async () => {
    const { file } = await backedUp();
    const { browser, store, engine } = await elsewhere();
    const [contents, save] = [await browser.contents(), await engine.save()];
    const full = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    await expect(store.importBackup(file, PASSPHRASE, engine)).rejects.toEqual(refusal('store-full'));
    full.mockRestore();
    expect(await engine.save()).toEqual(save);
    expect(await browser.contents()).toEqual(contents);
  });
});
