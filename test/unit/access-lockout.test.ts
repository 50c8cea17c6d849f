import { describe, expect, test } from 'vitest';
import { createAccess } from '../../src/access/access.js';
import { lockFor } from '../../src/access/lockout-rule.js';
import { defaultPolicy } from '../../src/access/policy.js';
import { KinfoldError } from '../../src/errors.js';
import { Door } from '../support/access.js';

const MINUTE = 60_000;
const wrong = (door: Door) => door.decide(door.begin(), { person: 'stranger' });
const right = (door: Door) => door.decide(door.begin(), { person: 'Ada' });

/** A door whose lock is not held up by the rate limit. */
const openDoor = () => new Door({ policy: { attemptsPerMinute: 1000 } });

describe('wrong attempts', () => {
  test('are free five times; then each costs twice as much as the one before, up to an hour', async () => {
    const door = openDoor();
    for (let i = 0; i < 5; i++) expect(await wrong(door)).not.toHaveProperty('retryAfter');
    const locks = [];
    for (let i = 0; i < 9; i++) {
      const decision = await wrong(door);
      expect(decision).toMatchObject({ reason: 'unknown' });
      locks.push(decision.authenticated ? 0 : decision.retryAfter! / 1000);
      door.clock.advance(locks.at(-1)! * 1000);
    }
    expect(locks).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
    expect([0, 5, 6, 10_000].map((failures) => lockFor(failures, defaultPolicy))).toEqual([0, 0, 30_000, 3_600_000]);
  });

  test('lock even those who are enrolled, until the time is over, without asking the engine', async () => {
    const door = openDoor();
    for (let i = 0; i < 6; i++) await wrong(door);
    const asked = door.engine.asked;
    const decision = await right(door);
    expect(decision).toEqual({ authenticated: false, identity: null, reason: 'locked-out', retryAfter: 29_900 });
    expect(door.engine.asked).toBe(asked);
    door.clock.advance(29_900);
    expect(await right(door)).toMatchObject({ authenticated: true });
  });

  test('are forgotten after a right one', async () => {
    const door = openDoor();
    for (let i = 0; i < 5; i++) await wrong(door);
    await right(door);
    for (let i = 0; i < 5; i++) expect(await wrong(door)).not.toHaveProperty('retryAfter');
  });

  test('are those that a check takes for an attack, too, even before anybody was compared', async () => {
    const door = openDoor();
    for (let i = 0; i < 6; i++)
      expect(await door.decide(door.begin(), { live: -1 })).toMatchObject({ liveness: 'spoof' });
    expect(door.engine.asked).toBe(0);
    expect(await right(door)).toMatchObject({ reason: 'locked-out' });
  });

  test('10,000 of them in new pages: the lock holds, and hardly any gets as far as a comparison', async () => {
    const door = new Door();
    let refused = 0;
    for (let i = 0; i < 10_000; i++) {
      const decision = await wrong(door);
      expect(decision.authenticated).toBe(false);
      if (!decision.authenticated && decision.reason === 'locked-out') refused++;
      else expect(decision).toMatchObject({ reason: 'unknown' });
    }
    // They took a frame each, 17 minutes: five free ones, then one after each lock, of 30 s, 1, 2, 4 and 8 minutes.
    expect(10_000 - refused).toBe(11);
    expect(door.engine.asked).toBe(33);
  });

  test('10,000 that wait as long as they are told take more than a year', async () => {
    const door = new Door();
    const start = door.clock.day;
    for (let i = 0; i < 10_000; i++) {
      const decision = await wrong(door);
      if (!decision.authenticated) door.clock.advance(decision.retryAfter ?? 0);
    }
    expect(door.clock.day - start).toBeGreaterThan(365 * 24 * 60 * MINUTE);
  });
});

describe('an attempt that tells nothing about a face', () => {
  test.each([
    [
      'is cancelled',
      async (door: Door) => {
        const attempt = door.begin();
        await door.show(attempt);
        attempt.cancel();
        await new Promise((resolve) => setTimeout(resolve));
      },
    ],
    [
      'is left',
      async (door: Door) => {
        const attempt = door.begin();
        await door.show(attempt, { person: 'stranger' });
        door.clock.advance(46_000);
        await door.show(attempt);
      },
    ],
    [
      'loses its device',
      async (door: Door) => {
        const { identify } = door.engine;
        door.engine.identify = async () => {
          throw new KinfoldError('device-lost', 'gone');
        };
        await door.decide(door.begin());
        door.engine.identify = identify;
      },
    ],
  ])('costs nothing: it %s', async (_, attempt) => {
    const door = openDoor();
    for (let i = 0; i < 8; i++) await attempt(door);
    expect(door.kept).toMatchObject({ failures: 0, lockedUntil: 0 });
    expect(await right(door)).toMatchObject({ authenticated: true });
  });

  test('but counts for the rate limit', async () => {
    const door = new Door();
    for (let i = 0; i < 20; i++) {
      const attempt = door.begin();
      await door.show(attempt);
      attempt.cancel();
    }
    expect(await right(door)).toMatchObject({ reason: 'locked-out', retryAfter: MINUTE - 2000 });
  });

  test('the rate limit holds for right ones, too: nobody buys guesses by unlocking in between', async () => {
    const door = new Door();
    let guesses = 0;
    const start = door.clock.time;
    while (door.clock.time - start < 10 * MINUTE) {
      await right(door);
      for (let i = 0; i < 4; i++) {
        const decision = await wrong(door);
        if (!decision.authenticated && decision.reason === 'unknown') guesses++;
      }
    }
    expect(guesses).toBeLessThanOrEqual(10 * 16);
  });
});

describe('a reload', () => {
  test('in the middle of an attempt is a wrong attempt', async () => {
    const door = openDoor();
    for (let i = 0; i < 6; i++) await door.show(door.begin(), { person: 'stranger' });
    expect(await right(door)).toMatchObject({ reason: 'locked-out' });
  });

  test('with the clock set back does not shorten a lock', async () => {
    const door = openDoor();
    for (let i = 0; i < 7; i++) {
      await wrong(door);
      if (i === 5) door.clock.advance(30_000);
    }
    door.clock.day -= 24 * 60 * MINUTE;
    const decision = await right(door);
    expect(decision).toMatchObject({ reason: 'locked-out', retryAfter: MINUTE });
    door.clock.advance(MINUTE);
    expect(await right(door)).toMatchObject({ authenticated: true });
  });

  test('within a page no setting of the clock shortens it', async () => {
    const door = openDoor();
    const access = createAccess(door.options);
    for (let i = 0; i < 6; i++) await door.decide(access.begin(), { person: 'stranger' });
    for (const shift of [24 * 60 * MINUTE, -48 * 60 * MINUTE]) {
      door.clock.day += shift;
      expect(await door.decide(access.begin())).toMatchObject({ reason: 'locked-out' });
    }
  });
});
