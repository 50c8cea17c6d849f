import { describe, expect, test } from 'vitest';
import { Door } from '../support/access.js';

describe('frames that are not lately captured, one after the other, end the attempt', () => {
  const cases: [string, (door: Door) => Partial<{ time: number; frame: number }>][] = [
    ['captured in the future', (door) => ({ time: door.clock.time + 101 + 100 })],
    ['at the time of the one before', (door) => ({ time: door.clock.time })],
    ['before the one before', (door) => ({ time: door.clock.time - 50 })],
    ['with the number of the one before', () => ({ frame: 1 })],
    ['with an earlier number', () => ({ frame: 0 })],
    ['without a time', () => ({ time: Number.NaN })],
    ['without a number', () => ({ frame: Number.NaN })],
  ];

  test.each(cases)('%s', async (_, change) => {
    const door = new Door();
    door.frame([]);
    const attempt = door.begin();
    await door.show(attempt);
    expect(await door.show(attempt, {}, change(door))).toMatchObject({ decision: { reason: 'stale-frame' } });
    expect(await door.show(attempt)).toMatchObject({ decision: { authenticated: false } });
  });

  test('captured longer ago than the policy allows, but in the attempt', async () => {
    for (const [age, state] of [
      [2000, 'looking'],
      [2001, 'decided'],
    ] as const) {
      const door = new Door();
      const attempt = door.begin();
      door.clock.advance(5000);
      expect(await door.show(attempt, {}, { time: door.clock.time + 100 - age })).toMatchObject({ state });
    }
  });

  test('while dropped frames do not', async () => {
    const door = new Door();
    const attempt = door.begin();
    for (let i = 0; i < 2; i++) {
      await door.show(attempt);
      door.frame([]);
    }
    expect(await door.show(attempt)).toMatchObject({ decision: { authenticated: true } });
  });

  test('frames from before the attempt do not count', async () => {
    const door = new Door();
    const early = [door.frame([{}]), door.frame([{}]), door.frame([{}])];
    const attempt = door.begin();
    for (const frame of early.slice(0, 2)) {
      expect(await attempt.observe(frame)).toMatchObject({ state: 'looking', guidance: { kind: 'wait' } });
    }
    expect(door.engine.asked).toBe(0);
  });

  test('something that is no observation fails', async () => {
    const door = new Door();
    const attempt = door.begin();
    expect(await attempt.observe({} as never)).toMatchObject({ decision: { authenticated: false } });
    const next = door.begin();
    expect(await next.observe(door.frame([], { faces: [{}] as never }))).toMatchObject({
      decision: { reason: 'failed' },
    });
    const uncut = door.begin({ diagnostics: true });
    expect(await door.show(uncut, { crop: null })).toMatchObject({
      decision: { reason: 'failed', diagnostics: { cause: { code: 'argument-invalid' } } },
    });
  });
});

describe('what a frame shows', () => {
  test('nobody, several and unfit faces are told, and the engine is not asked', async () => {
    const door = new Door();
    const attempt = door.begin();
    const guidanceOf = async (...faces: Parameters<Door['frame']>[0]) => {
      const state = await attempt.observe(door.frame(faces));
      return state.state === 'looking' && state.guidance;
    };
    expect(await guidanceOf()).toEqual({ kind: 'no-face' });
    expect(await guidanceOf({}, { person: 'Bo' })).toEqual({ kind: 'several-faces' });
    expect(await guidanceOf({ faults: ['too-far', 'blurred'] })).toEqual({ kind: 'quality', fault: 'too-far' });
    expect(door.engine.asked).toBe(0);
  });

  test.each([
    ['no-face', []],
    ['several-faces', [{}, {}]],
    ['quality', [{ faults: ['too-dark'] as const }]],
    ['liveness-missing', [{ live: 0 }]],
  ])('when time is out the reason is what was missing: %s', async (reason, faces) => {
    const door = new Door({ policy: { timeLimit: 1000 } });
    const attempt = door.begin();
    for (let i = 0; i < 10; i++) {
      expect(await attempt.observe(door.frame(faces))).toMatchObject({ state: 'looking' });
    }
    expect(await attempt.observe(door.frame(faces))).toMatchObject({ decision: { authenticated: false, reason } });
  });

  test('and if nothing but time was missing, that', async () => {
    const door = new Door({ policy: { timeLimit: 1000, frames: 100 } });
    expect(await door.decide(door.begin())).toMatchObject({ authenticated: false, reason: 'timeout' });
    expect(door.engine.asked).toBe(10);
  });

  test.each([
    ['lost', []],
    ['not alone', [{}, { track: 2 }]],
    ['another', [{ track: 2, live: 0 }]],
  ])('a face that was %s has to show everything again', async (_, faces) => {
    const door = new Door();
    const attempt = door.begin();
    for (let i = 0; i < 3; i++) await door.show(attempt, { live: 0 });
    await attempt.observe(door.frame(faces));
    for (let i = 0; i < 2; i++) expect(await door.show(attempt, { track: 3 })).toMatchObject({ state: 'looking' });
    expect(await door.show(attempt, { track: 3 })).toMatchObject({ decision: { authenticated: true } });
  });

  test('liveness begins anew with it', async () => {
    let begun = 0;
    const begin = () => {
      let frames = 0;
      begun++;
      return {
        observe: () => (++frames > 3 ? ({ state: 'live' } as const) : ({ state: 'undecided', progress: 0 } as const)),
      };
    };
    const door = new Door({ liveness: [{ name: 'counting', begin }] });
    const attempt = door.begin();
    for (let i = 0; i < 3; i++) await door.show(attempt);
    await attempt.observe(door.frame([{}, { track: 2 }]));
    for (let i = 0; i < 3; i++) expect(await door.show(attempt)).toMatchObject({ state: 'looking' });
    expect(await door.show(attempt)).toMatchObject({ decision: { authenticated: true } });
    expect(begun).toBe(2);
  });

  test('so does one that was away for too long', async () => {
    const door = new Door();
    const attempt = door.begin();
    for (let i = 0; i < 3; i++) await door.show(attempt, { live: 0 });
    door.clock.advance(901);
    expect(await door.show(attempt)).toMatchObject({ state: 'looking' });
    expect(await door.show(attempt)).toMatchObject({ state: 'looking' });
    expect(await door.show(attempt)).toMatchObject({ decision: { authenticated: true } });
  });
});
