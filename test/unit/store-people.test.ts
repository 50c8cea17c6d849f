import { describe, expect, test } from 'vitest';
import { refusal } from '../support/refusal.js';
import { TinyStorableEngine } from '../support/storable-engine.js';
import { annAndBob, Browser, consent, consents, NOW, pictures, savedCalibration } from '../support/store.js';

describe('a consent', () => {
  test('is asked of everybody once', async () => {
    const store = await new Browser().open();
    const engine = annAndBob();
    await expect(store.keep(engine, { consents: consents('Ann') })).rejects.toEqual(
      refusal('consent-missing', /"Bob"/),
    );
    expect(store.people()).toEqual([]);
    await expect(store.keep(engine, { consents: consents('Ann', 'Bob', 'Cyd') })).rejects.toEqual(
      refusal('identity-unknown', /"Cyd"/),
    );
    await store.keep(engine, { consents: consents('Ann', ' Bob ') });
    await store.keep(engine);
    const longer = { purpose: 'to open both doors', given: NOW, expires: NOW + 5 };
    await store.keep(engine, { consents: new Map([['Bob', longer]]) });
    expect(store.people().map(({ consent }) => consent)).toEqual([consent(), longer]);
  });

  test.each([
    ['no purpose', { purpose: ' ' }, 'argument-invalid'],
    ['too long a purpose', { purpose: 'x'.repeat(1001) }, 'argument-invalid'],
    ['no date', { given: Number.NaN }, 'argument-invalid'],
    ['an end before its beginning', { expires: NOW - 2000 }, 'argument-invalid'],
    ['an end that has come', { expires: NOW }, 'consent-missing'],
  ] as const)('with %s is refused', async (_, wrong, code) => {
    const store = await new Browser().open();
    const engine = new TinyStorableEngine().enrol('Ann', pictures(1, 1));
    const given = new Map([['Ann', { ...consent(), ...wrong }]]);
    await expect(store.keep(engine, { consents: given })).rejects.toEqual(refusal(code));
  });

  test('that ends takes the person along', async () => {
    const browser = new Browser();
    const store = await browser.open();
    const engine = annAndBob();
    const given = new Map([
      ['Ann', consent(NOW + 10)],
      ['Bob', consent(NOW + 11)],
    ]);
    await store.keep(engine, { consents: given });
    expect(await store.expire()).toEqual([]);
    await store.close();

    const later = await browser.open({ now: () => NOW + 10 });
    const other = new TinyStorableEngine();
    expect(await later.restore(other)).toBe(true);
    expect(other.gallery.identities()).toEqual(['Bob']);
    expect(later.people().map(({ identity }) => identity)).toEqual(['Bob']);
    // What is left: Bob, two pictures, two templates, the encoder.
    expect((await browser.contents()).records.size).toBe(6);
    expect(await later.expire()).toEqual([]);
  });
});

describe('a person who is removed', () => {
  test('leaves nothing behind, and a calibration that is stale', async () => {
    const browser = new Browser();
    const store = await browser.open();
    const engine = annAndBob();
    const [told] = pictures(90, 1);
    engine.tell({ kind: 'same', sides: [{ identity: 'Ann' }, { picture: told!.pictureId }] }, [told!]);
    engine.calibration = savedCalibration;
    await store.keep(engine, { consents: consents('Ann', 'Bob') });
    expect((await browser.contents()).records.size).toBe(15);
    await store.remove('Ann');
    expect((await browser.contents()).records.size).toBe(7);
    const other = new TinyStorableEngine();
    await store.restore(other);
    expect(other.gallery.identities()).toEqual(['Bob']);
    expect(other.told.entries).toEqual([]);
    expect(other.told.pictures.size).toBe(0);
    expect(other.calibration).toMatchObject({ isCurrent: false });
    expect((await store.templates())!.pictures).toHaveLength(2);
    await expect(store.remove('Ann')).rejects.toEqual(refusal('identity-unknown', /"Ann"/));
    // Whoever comes again has to agree again, and is another one for those who only know the id.
    engine.remove('Ann');
    engine.enrol('Ann', pictures(1, 3));
    await expect(store.keep(engine)).rejects.toEqual(refusal('consent-missing'));
  });

  test('may be the last: weights stay', async () => {
    const store = await new Browser().open();
    const engine = new TinyStorableEngine().enrol('Ann', pictures(1, 1));
    engine.teach();
    await store.keep(engine, { consents: consents('Ann') });
    await store.remove('Ann');
    expect(await store.templates()).toBeNull();
    const other = new TinyStorableEngine();
    expect(await store.restore(other)).toBe(true);
    expect(other.gallery.size).toBe(0);
    expect(other.weights).toEqual(engine.weights);
  });

  test('is gone from the store when the engine was kept without them', async () => {
    const browser = new Browser();
    const store = await browser.open();
    const engine = annAndBob();
    await store.keep(engine, { consents: consents('Ann', 'Bob') });
    engine.remove('Bob');
    await store.keep(engine);
    expect(store.people().map(({ identity }) => identity)).toEqual(['Ann']);
    expect((await browser.contents()).records.size).toBe(8);
  });
});
