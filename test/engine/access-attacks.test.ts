import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Decision } from '../../src/access/decision.js';
import { createRandom } from '../../src/cpu/random.js';
import type { Engine } from '../../src/engine/types.js';
import { challengeLiveness } from '../../src/face/liveness/challenge.js';
import { passiveLiveness } from '../../src/face/liveness/passive.js';
import { temporalLiveness } from '../../src/face/liveness/temporal.js';
import type { ObservedFace } from '../../src/face/observation.js';
import { actor } from '../support/actor.js';
import { cohortOf, strangers } from '../support/cohorts.js';
import { EngineDoor, enrolCalibrated, type Name, pictureOf } from '../support/engine-door.js';
import { openEngine } from '../support/engine-under-test.js';
import { head, photograph, type Script } from '../support/scripted-face.js';

const everyCheck = () => [passiveLiveness(), temporalLiveness(), challengeLiveness({ actions: 2 })];
const LIVE = { live: { network: 0.9 } };

/** A face as the pipeline describes it, cut out of a picture of this person. */
function faceOf(name: Name, script: Script, shape = head): ObservedFace {
  return { ...shape(0, { ...LIVE, ...script })[1], crop: pictureOf(name) };
}

let cohort: Uint8Array;
beforeAll(async () => {
  cohort = await cohortOf(strangers(60, 1));
});

/** What challenges are drawn by: the same in every run of this file. */
let draw: () => number;
let engine: Engine;
let door: EngineDoor;
beforeEach(async () => {
  const random = createRandom(9);
  draw = () => random.uniform();
  vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
    (array as Uint32Array)[0] = draw() * 2 ** 32;
    return array;
  });
  ({ engine } = await openEngine({ backend: 'cpu' }));
  await enrolCalibrated(engine, cohort);
  door = new EngineDoor(engine, { liveness: everyCheck() });
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** Nobody got in, nobody was lost, and the living Ada still gets in. */
async function expectHeld(decision: Decision, ...reasons: string[]): Promise<void> {
  expect(decision).toMatchObject({ authenticated: false, identity: null });
  if (!decision.authenticated) expect(reasons).toContain(decision.liveness ?? decision.reason);
  expect(await engine.identities()).toHaveLength(3);
  const ada = actor();
  const own = await door.play((_, action) => [faceOf('Ada', ada.next(action))]);
  expect(own).toMatchObject({ authenticated: true, identity: 'Ada' });
}

test('the living Ada who does what is asked is let in, the living Eve is not', async () => {
  const eve = actor();
  await expectHeld(await door.play((_, action) => [faceOf('Eve', eve.next(action))]), 'unknown');
});

describe('a picture of Ada', () => {
  test('that is a still frame', async () => {
    const still = faceOf('Ada', {});
    await expectHeld(await door.play(() => [still]), 'still');
  });

  test('that is held in the hand and moved: the networks pass it, its points do not', async () => {
    const moved = (frame: number) => ({
      yaw: 15 * Math.sin(frame / 5),
      pitch: 10 * Math.sin(frame / 7),
      shift: 20 * Math.sin(frame / 6),
    });
    const decision = await door.play((frame) => [faceOf('Ada', moved(frame), photograph)]);
    await expectHeld(decision, 'flat', 'challenge-failed', 'timeout');
  });

  test('whose border the networks see', async () => {
    const holder = actor();
    const screen = { live: { network: 0.1 } };
    const decision = await door.play((_, action) => [faceOf('Ada', { ...holder.next(action), ...screen })]);
    await expectHeld(decision, 'spoof');
  });

  test('beside the face of who holds it', async () => {
    const holder = actor();
    const decision = await door.play((_, action) => [
      faceOf('Ada', holder.next(action)),
      faceOf('Eve', { track: 2, distance: 8 }),
    ]);
    await expectHeld(decision, 'several-faces');
  });
});

describe('two faces', () => {
  test('Ada with somebody beside her in every other frame', async () => {
    const ada = actor();
    const decision = await door.play((frame, action) => [
      faceOf('Ada', ada.next(action)),
      ...(frame % 2 === 0 ? [] : [faceOf('Eve', { track: 2, distance: 8 })]),
    ]);
    await expectHeld(decision, 'several-faces', 'identity-changed', 'liveness-missing', 'face-changed');
  });

  test('Ada and Bo, who both may come in, as if they were one', async () => {
    const one = actor();
    const decision = await door.play((frame, action) => [faceOf(frame % 2 ? 'Ada' : 'Bo', one.next(action))]);
    await expectHeld(decision, 'identity-changed');
  });
});

describe('a face that is swapped', () => {
  test.each<[string, Name, number]>([
    ['Eve does the challenge in the place of the photograph', 'Eve', 1],
    ['Bo, who is enrolled, does it', 'Bo', 1],
    ['Eve does it, and the tracker notices', 'Eve', 2],
  ])('for the actions only: %s', async (_, name, track) => {
    const one = actor();
    const decision = await door.play((_frame, action) => {
      const script = one.next(action);
      const isActing = action !== undefined && action !== 'look-straight';
      return [isActing ? faceOf(name, { ...script, track }) : faceOf('Ada', { ...script, track: 1 })];
    });
    await expectHeld(decision, 'identity-changed', 'unknown', 'liveness-missing', 'face-changed', 'timeout');
  });

  test('between challenge and decision', async () => {
    let passed = 0;
    const one = actor();
    const challenge = challengeLiveness({ actions: 2 });
    const watching = {
      name: 'watching',
      begin: (random: () => number) => {
        const session = challenge.begin(random);
        return {
          observe: (...args: Parameters<typeof session.observe>) => {
            const state = session.observe(...args);
            if (state.state === 'live') passed++;
            return state;
          },
        };
      },
    };
    for (const track of [1, 2]) {
      passed = 0;
      const eve = new EngineDoor(engine, { liveness: [watching], policy: { frames: 100 } });
      const decision = await eve.play((_, action) => [
        passed > 0 ? faceOf('Eve', { track }) : faceOf('Ada', { ...one.next(action), track: 1 }),
      ]);
      expect(passed).toBeGreaterThan(0);
      expect(decision).toMatchObject({ authenticated: false, reason: 'identity-changed' });
    }
  });
});

describe('frames of an earlier attempt', () => {
  const record = async () => {
    draw = () => 0.1;
    const ada = actor();
    expect(await door.play((_, action) => [faceOf('Ada', ada.next(action))])).toMatchObject({ authenticated: true });
    return [...door.recorded];
  };

  test('injected late, as they were', async () => {
    const frames = await record();
    door.clock.advance(60_000);
    const attempt = door.begin();
    const state = await attempt.observe(frames[0]!);
    if (state.state !== 'decided') throw new Error('no decision');
    await expectHeld(state.decision, 'stale-frame');
  });

  test('with times of now: what was done is not what is asked for', async () => {
    const frames = await record();
    draw = () => 0.9;
    const decision = await door.play((frame) => frames[frame % frames.length]!.faces);
    await expectHeld(decision, 'challenge-failed', 'timeout', 'face-changed');
  });
});
