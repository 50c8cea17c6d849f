import { describe, expect, test } from 'vitest';
import { RuledAccess } from '../../src/access/access.js';
import { defaultPolicy } from '../../src/access/policy.js';
import { Door, slowGuard } from '../support/access.js';
import { fakeKiosk } from '../support/kiosk.js';
import { refusal } from '../support/refusal.js';
import { seen } from '../support/seen.js';

const lax = { liveness: [], policy: { liveness: false } };

describe('rules that change', () => {
  test('cancel an attempt that is under way at a kiosk, and one that begins goes by them', async () => {
    const { kiosk } = await fakeKiosk();
    const attempt = kiosk.unlock();
    kiosk.require(lax);
    const state = await attempt.observe(seen(performance.now(), {}));
    expect(state).toMatchObject({ decision: { authenticated: false, reason: 'aborted' } });
    const next = kiosk.unlock();
    kiosk.unlock();
    expect(await next.observe(seen(performance.now(), {}))).toMatchObject({ decision: { reason: 'aborted' } });
  });

  test('cancel none if they make no sense', async () => {
    const { kiosk } = await fakeKiosk(lax);
    const attempt = kiosk.unlock();
    expect(() => kiosk.require({ liveness: [], policy: { frames: 0 } })).toThrow(refusal('argument-invalid'));
    const state = await attempt.observe(seen(performance.now(), {}));
    expect(state).not.toMatchObject({ decision: { reason: 'aborted' } });
  });

  test('hold from the next attempt on', async () => {
    const door = new Door();
    const access = new RuledAccess(door.options);
    expect(await door.decide(access.begin(), { live: 1 })).toMatchObject({ authenticated: true });
    access.require({ liveness: [], policy: {} });
    expect(await door.decide(access.begin())).toMatchObject({ reason: 'liveness-missing' });
    access.require({ ...lax, policy: { liveness: false, freeFailures: 0 } });
    expect(await door.decide(access.begin(), { person: 'stranger' })).toMatchObject({
      reason: 'unknown',
      retryAfter: defaultPolicy.firstLock,
    });
  });

  test('lose no attempt that is being counted', async () => {
    const door = new Door({ guard: slowGuard() });
    const access = new RuledAccess(door.options);
    const pending = door.show(access.begin());
    await new Promise((resolve) => setTimeout(resolve, 5));
    access.require(lax);
    await door.decide(access.begin(), { person: 'stranger' });
    expect(await pending).toMatchObject({ decision: { reason: 'aborted' } });
    expect(door.kept).toMatchObject({ failures: 1, attempts: [expect.any(Number), expect.any(Number)] });
  });

  test('shorten no lock, wherever the clock is set to', async () => {
    const door = new Door();
    const access = new RuledAccess(door.options);
    for (let i = 0; i < 6; i++) await door.decide(access.begin(), { person: 'stranger' });
    door.clock.day += 24 * 60 * 60_000;
    access.require(door.options);
    expect(await door.decide(access.begin())).toMatchObject({ reason: 'locked-out' });
  });
});
