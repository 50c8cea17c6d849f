import { describe, expect, test, vi } from 'vitest';
import { refusal } from '../support/refusal.js';
import { annAndBob, Browser, consents } from '../support/store.js';

describe('what others keep in it', () => {
  test('is there after a reload, for its owner and not for the others', async () => {
    const browser = new Browser();
    const store = await browser.open();
    expect(await store.readState('lockout')).toBeNull();
    const bytes = Uint8Array.of(1, 2, 3);
    const writing = store.writeState('lockout', bytes);
    // The caller keeps the bytes.
    bytes.fill(0);
    await writing;
    await store.writeState('settings', Uint8Array.of(9));
    await store.close();
    const again = await browser.open();
    expect(await again.readState('lockout')).toEqual(Uint8Array.of(1, 2, 3));
    expect(await again.readState('settings')).toEqual(Uint8Array.of(9));
    expect(await again.readState('cohort')).toBeNull();
    await again.writeState('lockout', null);
    expect(await again.readState('lockout')).toBeNull();
    // What belongs to nobody does not get in the way of the gallery.
    await again.keep(annAndBob(), { consents: consents('Ann', 'Bob') });
    expect(await again.readState('settings')).toEqual(Uint8Array.of(9));
  });

  test('is on disk in the order in which it was written, however many write at once', async () => {
    const browser = new Browser();
    const store = await browser.open();
    await Promise.all(Array.from({ length: 20 }, (_, i) => store.writeState('lockout', Uint8Array.of(i))));
    await store.close();
    expect(await (await browser.open()).readState('lockout')).toEqual(Uint8Array.of(19));
  });

  test('is written with the durability of a transaction that is on disk', async () => {
    const transactions = vi.spyOn(IDBDatabase.prototype, 'transaction');
    const store = await new Browser().open();
    await store.writeState('lockout', Uint8Array.of(1));
    const writing = transactions.mock.calls.filter(([, mode]) => mode === 'readwrite');
    transactions.mockRestore();
    expect(writing.length).toBeGreaterThan(2);
    for (const [, , options] of writing) expect(options).toEqual({ durability: 'strict' });
  });
});

describe('a PIN', () => {
  test('is known by its hash', async () => {
    const browser = new Browser();
    const store = await browser.open();
    expect(store.hasPin()).toBe(false);
    expect(await store.checkPin('2468')).toBe(false);
    await expect(store.setPin('246')).rejects.toEqual(refusal('argument-invalid', /at least 4/));
    await store.setPin('2468');
    await store.close();
    const again = await browser.open();
    expect(again.hasPin()).toBe(true);
    expect(await again.checkPin('2468')).toBe(true);
    expect(await again.checkPin('2469')).toBe(false);
    await again.setPin('13579');
    expect(await again.checkPin('2468')).toBe(false);
    // The same digits as another keyboard writes them.
    expect(await again.checkPin('１３５７９')).toBe(true);
  });
});

describe('audit events', () => {
  const event = (at: number) => ({ at, kind: 'verify', outcome: 'refused', subject: null });

  test('are kept in order, the latest of them', async () => {
    const browser = new Browser();
    const store = await browser.open();
    for (let at = 0; at < 1100; at++) await store.appendAudit(event(at));
    await store.close();
    const again = await browser.open();
    const events = (await again.audit()) as { at: number }[];
    expect(events.length).toBeGreaterThanOrEqual(960);
    expect(events.map(({ at }) => at)).toEqual(events.map((_, i) => 1100 - events.length + i));
    expect((await browser.contents()).records.size).toBe(16);
  });

  test('hold nothing that could be a template or a name', async () => {
    const store = await new Browser().open();
    await store.keep(annAndBob(), { consents: consents('Ann', 'Bob') });
    const wrong = [
      { subject: 'Ann' },
      { embedding: [0.1, 0.2] },
      { embedding: Float32Array.of(1) },
      { text: 'x'.repeat(201) },
      { nested: { a: 1 } },
      Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`x${i}`, i])),
    ];
    for (const event of wrong) await expect(store.appendAudit(event)).rejects.toEqual(refusal('argument-invalid'));
    await store.appendAudit({ subject: store.identityId('Ann'), isRight: true });
    expect(await store.audit()).toEqual([{ subject: store.identityId('Ann'), isRight: true }]);
  });
});
