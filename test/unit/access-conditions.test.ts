import { describe, expect, test } from 'vitest';
import type { LivenessState } from '../../src/face/liveness/check.js';
import { Door, memoryGuard, scriptedLiveness } from '../support/access.js';

describe('liveness', () => {
  test('that is asked for and missing: nobody is authenticated, unless the policy does without', async () => {
    const door = new Door({ liveness: [] });
    expect(await door.decide(door.begin())).toMatchObject({ reason: 'liveness-missing' });
    expect(door.engine.asked).toBe(0);
    const lax = new Door({ liveness: [], policy: { liveness: false } });
    const attempt = lax.begin();
    await lax.show(attempt);
    await attempt.observe(lax.frame([]));
    expect(await lax.decide(attempt, { track: 2 })).toMatchObject({ authenticated: true });
  });

  test('a check that is given must pass even if the policy asks for none', async () => {
    const door = new Door({ policy: { liveness: false, timeLimit: 1000 } });
    expect(await door.decide(door.begin(), { live: 0 })).toMatchObject({ reason: 'liveness-missing' });
  });

  test('of several checks all must pass in the same frame', async () => {
    const other = {
      name: 'other',
      begin: () => ({ observe: (): LivenessState => ({ state: 'undecided', progress: 0 }) }),
    };
    const door = new Door({ liveness: [scriptedLiveness(), other], policy: { timeLimit: 1000 } });
    expect(await door.decide(door.begin())).toMatchObject({ reason: 'liveness-missing' });
  });

  test('that was passed and is refused later is refused', async () => {
    const door = new Door();
    const attempt = door.begin();
    await door.show(attempt);
    await door.show(attempt);
    expect(await door.show(attempt, { live: -1 })).toMatchObject({
      decision: { reason: 'liveness', liveness: 'spoof' },
    });
  });

  test.each<[string, () => LivenessState, object]>([
    [
      'lacks what it needs',
      () => ({ state: 'refused', reason: 'unavailable' }),
      { reason: 'liveness-missing', liveness: 'unavailable' },
    ],
    [
      'throws',
      () => {
        throw new Error('broken');
      },
      { reason: 'failed' },
    ],
    ['answers nonsense', () => ({ state: 'fine' }) as never, { reason: 'failed' }],
    ['answers nothing', () => undefined as never, { reason: 'failed' }],
  ])('a check that %s', async (_, observe, expected) => {
    const door = new Door({ liveness: [scriptedLiveness(), { name: 'odd', begin: () => ({ observe }) }] });
    expect(await door.decide(door.begin())).toMatchObject({ authenticated: false, ...expected });
  });
});

describe('clocks', () => {
  const minute = 60_000;
  test.each<[string, (door: Door) => void]>([
    ['the clock of the day is set forward', (door) => (door.clock.day += minute)],
    ['it is set back', (door) => (door.clock.day -= minute)],
    ['it shows nonsense', (door) => (door.clock.day = Number.NaN)],
    ['the monotonic clock jumps', (door) => (door.clock.time += minute)],
    ['it goes back', (door) => (door.clock.time -= 5000)],
    ['it shows nonsense', (door) => (door.clock.time = Number.NaN)],
    ['both go back', (door) => door.clock.advance(-5000)],
  ])('when %s: nobody is authenticated', async (_, jump) => {
    const door = new Door();
    const attempt = door.begin();
    await door.show(attempt);
    await door.show(attempt);
    jump(door);
    expect(await door.show(attempt)).toMatchObject({ decision: { authenticated: false, reason: 'clock-jump' } });
  });

  test('also when they jump while the engine or the store is asked', async () => {
    const jumping = new Door();
    const { identify } = jumping.engine;
    jumping.engine.identify = async (crop: unknown) => {
      if (jumping.engine.asked === 2) jumping.clock.day += minute;
      return identify(crop);
    };
    expect(await jumping.decide(jumping.begin())).toMatchObject({ reason: 'clock-jump' });
    expect(jumping.events).toEqual([expect.objectContaining({ outcome: 'refused' })]);
    const guard = memoryGuard();
    const door = new Door({
      guard: {
        read: () => guard.read(),
        write: async (state) => {
          if (state.failures === 0) door.clock.day += minute;
          await guard.write(state);
        },
      },
    });
    expect(await door.decide(door.begin())).toMatchObject({ reason: 'clock-jump' });
    // It was written when the clock had not jumped yet.
    expect(door.events.map(({ outcome }) => outcome)).toEqual(['authenticated', 'refused']);
  });
});
