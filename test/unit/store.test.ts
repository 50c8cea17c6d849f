import { describe, expect, test } from 'vitest';
import { refusal } from '../support/refusal.js';
import { TinyStorableEngine } from '../support/storable-engine.js';
import { annAndBob, Browser, consent, consents, pictures } from '../support/store.js';

describe('what an engine learned', () => {
  test('is there again after the page was closed', async () => {
    const browser = new Browser();
    const engine = annAndBob();
    engine.tell(
      { kind: 'different', sides: [{ identity: 'Ann' }, { picture: pictures(90, 1)[0]!.pictureId }] },
      pictures(90, 1),
    );
    engine.teach();
    const first = await browser.open();
    expect(await first.restore(new TinyStorableEngine())).toBe(false);
    await first.keep(engine, { consents: consents('Ann', 'Bob') });
    await first.close();

    const store = await browser.open();
    const other = new TinyStorableEngine();
    expect(await store.restore(other)).toBe(true);
    expect(Buffer.compare(await other.save(), await engine.save())).toBe(0);
    expect(store.people()).toEqual([
      { identity: 'Ann', id: store.identityId('Ann'), pictures: 3, consent: consent() },
      { identity: 'Bob', id: store.identityId(' Bob '), pictures: 2, consent: consent() },
    ]);
    expect(store.identityId('Ann')).toMatch(/^[0-9a-f]{32}$/);
    expect(store.identityId('Cyd')).toBeNull();
  });

  test('is written as far as it has changed', async () => {
    const browser = new Browser();
    const store = await browser.open();
    const engine = annAndBob();
    await store.keep(engine, { consents: consents('Ann', 'Bob') });
    const before = await browser.contents();
    // Two identities, five pictures, five templates, one encoder.
    expect(before.records.size).toBe(13);
    await store.keep(engine);
    expect(await browser.contents()).toEqual(before);

    engine.enrol('Ann', pictures(4, 1));
    await store.keep(engine);
    const after = await browser.contents();
    const isKept = [...before.records].map(
      ([id, sealed]) => Buffer.compare(sealed as Uint8Array, (after.records.get(id) ?? []) as Uint8Array) === 0,
    );
    expect(isKept).toEqual(isKept.map(() => true));
    expect(after.records.size).toBe(15);
  });

  test('has templates that are made again after a teach, and only they and the weights', async () => {
    const browser = new Browser();
    const store = await browser.open();
    expect(await store.templates()).toBeNull();
    const engine = annAndBob();
    await store.keep(engine, { consents: consents('Ann', 'Bob') });
    const before = await store.templates();
    expect(before).toEqual(await engine.templates());
    const { records } = await browser.contents();

    engine.teach();
    await store.keep(engine);
    const after = await store.templates();
    expect(after).toEqual(await engine.templates());
    expect(after!.encoderSha256).not.toBe(before!.encoderSha256);
    expect(after!.embeddings).not.toEqual(before!.embeddings);
    const now = (await browser.contents()).records;
    expect([...records.keys()].filter((id) => !now.has(id))).toHaveLength(5 + 1);
    expect(now.size).toBe(13);
  });

  test('goes back when an undone teach is kept', async () => {
    const store = await new Browser().open();
    const engine = annAndBob();
    await store.keep(engine, { consents: consents('Ann', 'Bob') });
    const former = engine.weights;
    const templates = await store.templates();
    engine.teach();
    await store.keep(engine);
    engine.weights = former;
    await store.keep(engine);
    expect(await store.templates()).toEqual(templates);
  });

  test('is refused while the engine changes all the time', async () => {
    const store = await new Browser().open();
    const engine = annAndBob();
    const save = () => {
      engine.teach();
      return TinyStorableEngine.prototype.save.call(engine);
    };
    const restless = { save, load: engine.load.bind(engine), templates: engine.templates.bind(engine) };
    await expect(store.keep(restless, { consents: consents('Ann', 'Bob') })).rejects.toEqual(refusal('busy'));
    expect(store.people()).toEqual([]);
  });
});
