import { describe, expect, test } from 'vitest';
import { createAccess } from '../../src/access/access.js';
import type { GuardState } from '../../src/access/guard.js';
import { KinfoldError } from '../../src/errors.js';
import { Door, memoryGuard } from '../support/access.js';

const right = (door: Door) => door.decide(door.begin());

describe('a guard', () => {
  const failing = (method: 'read' | 'write', code: 'store-tampered' | 'store-full', after = 0) => {
    const guard = memoryGuard();
    let calls = 0;
    const inner = guard[method].bind(guard) as (state?: GuardState) => Promise<never>;
    guard[method] = async (state?: GuardState) => {
      if (calls++ >= after) throw new KinfoldError(code, 'the store says no');
      return inner(state);
    };
    return guard;
  };

  test('that cannot be read, or not be written before the engine is asked: nobody is compared', async () => {
    for (const [method, code, reason] of [
      ['read', 'store-tampered', 'store-untrusted'],
      ['write', 'store-full', 'failed'],
    ] as const) {
      const door = new Door({ guard: failing(method, code) });
      expect(await right(door)).toMatchObject({ authenticated: false, reason });
      expect(door.engine.asked).toBe(0);
    }
  });

  test('that cannot be written before the answer: nobody is authenticated', async () => {
    const door = new Door({ guard: failing('write', 'store-full', 1) });
    expect(await right(door)).toEqual({ authenticated: false, identity: null, reason: 'failed' });
    expect(door.engine.asked).toBe(3);
  });

  test.each([
    { failures: -1 },
    { failures: Number.NaN },
    { lockedUntil: 'soon' },
    { attempts: null },
    { written: null },
    { revision: 0.5 },
  ])('that gives what was never written (%o) is not trusted', async (change) => {
    const door = new Door();
    await door.decide(door.begin(), { person: 'stranger' });
    const state = { ...(await door.options.guard.read()), ...change } as GuardState;
    const guard = { read: async () => state, write: async () => {} };
    expect(await right(new Door({ guard }))).toMatchObject({ reason: 'store-untrusted' });
  });

  test('that is rolled back or emptied under a page is not trusted', async () => {
    for (const forget of [(text: string) => text, () => null]) {
      const guard = memoryGuard();
      const door = new Door({ guard });
      const access = createAccess(door.options);
      await door.decide(access.begin(), { person: 'stranger' });
      const early = guard.text!;
      await door.decide(access.begin(), { person: 'stranger' });
      guard.text = forget(early);
      expect(await door.decide(access.begin())).toMatchObject({ reason: 'store-untrusted' });
    }
  });

  test('goes on holding what a clock near 1970 wrote, or one that shows less', async () => {
    const door = new Door({ policy: { attemptsPerMinute: 1000 } });
    for (const day of [30_000, 40_000, 1_000, -5_000, -5_000]) {
      door.clock.day = day;
      expect(await door.decide(door.begin(), { person: 'stranger' })).toMatchObject({ reason: 'unknown' });
    }
    expect(door.kept).toMatchObject({ failures: 5, written: expect.any(Number) });
    expect(await right(door)).toMatchObject({ authenticated: true });
  });

  test('of two pages counts the attempts of both', async () => {
    const door = new Door();
    const pages = [createAccess(door.options), createAccess(door.options)];
    for (let i = 0; i < 6; i++) await door.decide(pages[i % 2]!.begin(), { person: 'stranger' });
    for (const page of pages) expect(await door.decide(page.begin())).toMatchObject({ reason: 'locked-out' });
  });

  test('of two pages: an attempt that had begun before the other page was locked is locked, too', async () => {
    const door = new Door();
    const attempt = door.begin();
    await attempt.observe(door.frame([]));
    for (let i = 0; i < 6; i++) await door.decide(door.begin(), { person: 'stranger' });
    const asked = door.engine.asked;
    expect(await door.show(attempt)).toMatchObject({ decision: { reason: 'locked-out' } });
    expect(door.engine.asked).toBe(asked);
  });
});
