import { describe, expect, test } from 'vitest';
import { KinfoldError } from '../../src/errors.js';
import type { LivenessCheck, LivenessState } from '../../src/face/liveness/check.js';
import { Enrolling, type EnrolParts } from '../../src/kiosk/enrol.js';
import type { EnrolmentReport, EnrolmentState } from '../../src/kiosk/enrolment.js';
import { takePicture } from '../../src/kiosk/take-picture.js';
import { fakeEngine } from '../support/fake-engine.js';
import { refusal } from '../support/refusal.js';
import { seen } from '../support/seen.js';

/** An engine whose embedding of a crop is a direction of its person's own. */
function engineOfPeople() {
  const { engine } = fakeEngine();
  engine.embed = async (pictures) =>
    pictures.map((picture) => {
      const angle = ((picture as { data: Uint8Array }).data[0]! * Math.PI) / 4;
      return Float32Array.of(Math.cos(angle), Math.sin(angle));
    });
  return engine;
}

function begin(changes: Partial<EnrolParts> = {}) {
  const kept: [string, number][] = [];
  const keep: EnrolParts['keep'] = async (identity, pictures): Promise<EnrolmentReport> => {
    kept.push([identity, pictures.length]);
    return { identity, added: pictures.length, pictures: pictures.length, calibration: 'none' };
  };
  const parts = { engine: engineOfPeople(), pictures: 5, liveness: [], keep, ...changes };
  return { session: new Enrolling('Ada', parts), kept };
}

/** What a check says, frame by frame. */
const checkThatSays = (...states: readonly LivenessState[]): LivenessCheck => ({
  name: 'scripted',
  begin: () => {
    let frame = 0;
    return { observe: () => states[Math.min(frame++, states.length - 1)]! };
  },
});

const guidanceOf = (state: EnrolmentState) => (state.state === 'collecting' ? state.guidance : state);

describe('an enrolment', () => {
  test('takes a picture in each pose as soon as it is seen, and asks for the next', async () => {
    const { session, kept } = begin();
    const turns = [{}, { yaw: 12 }, { yaw: -12 }, { pitch: -12 }, { pitch: 12 }];
    const asked: unknown[] = [];
    let state: EnrolmentState | undefined;
    for (const [at, turn] of turns.entries()) {
      state = await session.observe(seen(at * 1000, { ...turn, shade: at }));
      asked.push(guidanceOf(state));
    }
    expect(asked.slice(0, 4)).toEqual(['left', 'right', 'up', 'down'].map((pose) => ({ kind: 'pose', pose })));
    expect(state).toEqual({ state: 'complete', taken: 5, resembles: null });
    expect(await session.finish()).toEqual({ identity: 'Ada', added: 5, pictures: 5, calibration: 'none' });
    expect(kept).toEqual([['Ada', 5]]);
  });

  test('takes no picture of two faces, of none, or of one that is unfit, and says why', async () => {
    const { session } = begin();
    const frames = [seen(0, {}, { track: 1 }), seen(100), seen(200, { fault: 'too-dark' })];
    const guidance = [];
    for (const frame of frames) guidance.push(guidanceOf(await session.observe(frame)));
    expect(guidance).toEqual([{ kind: 'several-faces' }, { kind: 'no-face' }, { kind: 'quality', fault: 'too-dark' }]);
    expect(session.pictures).toEqual([]);
  });

  test('waits for a straight head, then for turns, but not for ever', async () => {
    const { session } = begin({ pictures: 2 });
    await session.observe(seen(0, { yaw: 20, shade: 0 }));
    expect(session.pictures.length).toBe(0);
    await session.observe(seen(100, { shade: 1 }));
    expect(session.pictures.length).toBe(1);
    // The same pose again: only after a while.
    await session.observe(seen(2_000, { shade: 2 }));
    expect(session.pictures.length).toBe(1);
    const state = await session.observe(seen(2_700, { shade: 3 }));
    expect(state.state).toBe('complete');
  });

  test('takes no frame twice', async () => {
    const { session } = begin({ pictures: 2 });
    await session.observe(seen(0, { shade: 1 }));
    await session.observe(seen(9_000, { yaw: 12, shade: 1 }));
    expect(session.pictures.length).toBe(1);
  });

  test('does not mix two people: whoever comes after a gap must resemble the pictures', async () => {
    const { session } = begin({ pictures: 3 });
    await session.observe(seen(0, { track: 0, person: 0, shade: 1 }));
    const other = await session.observe(seen(1_000, { track: 1, person: 4, yaw: 12, shade: 2 }));
    expect(guidanceOf(other)).toEqual({ kind: 'another-face' });
    // The same number after a frame without a face proves nothing.
    await session.observe(seen(1_100));
    const again = await session.observe(seen(1_200, { track: 0, person: 4, yaw: 12, shade: 3 }));
    expect(guidanceOf(again)).toEqual({ kind: 'another-face' });
    await session.observe(seen(2_000, { track: 2, person: 0, yaw: 12, shade: 4 }));
    expect(session.pictures.length).toBe(2);
  });

  test('reports somebody who is enrolled already, and can add the pictures to them', async () => {
    const engine = engineOfPeople();
    await engine.enrol('Bo', []);
    const thresholds: unknown[] = [];
    engine.identify = async (_probe, options) => {
      thresholds.push(options?.threshold);
      return { identity: 'Bo', distance: 0.1, threshold: 1, candidates: [] };
    };
    const { session, kept } = begin({ engine, pictures: 1 });
    expect(await session.observe(seen(0, {}))).toEqual({ state: 'complete', taken: 1, resembles: 'Bo' });
    // A calibration that is stale, or none, does not stop an enrolment.
    expect(thresholds).toEqual([1]);
    await session.finish('Bo');
    expect(kept).toEqual([['Bo', 1]]);
  });

  test('is complete only once every check finds the face living, and passes on what they ask for', async () => {
    const undecided = { state: 'undecided', action: 'blink', progress: 0.5 } as const;
    const { session } = begin({ pictures: 1, liveness: [checkThatSays(undecided, undecided, { state: 'live' })] });
    expect(await session.observe(seen(0, {}))).toEqual({
      state: 'collecting',
      guidance: { kind: 'action', action: 'blink' },
      taken: 1,
      wanted: 1,
      progress: 0.75,
    });
    // Closed eyes are what was asked for.
    const blinking = await session.observe(seen(100, { fault: 'eyes-closed' }));
    expect(guidanceOf(blinking)).toEqual({ kind: 'action', action: 'blink' });
    expect((await session.observe(seen(200, {}))).state).toBe('complete');
  });

  test('a check that refuses ends it, and nothing can be enrolled', async () => {
    const { session, kept } = begin({ pictures: 1, liveness: [checkThatSays({ state: 'refused', reason: 'spoof' })] });
    expect(await session.observe(seen(0, {}))).toEqual({ state: 'refused', reason: 'spoof' });
    expect(await session.observe(seen(1_000, {}))).toEqual({ state: 'refused', reason: 'spoof' });
    await expect(session.finish()).rejects.toEqual(refusal('argument-invalid', /observe frames/));
    expect(kept).toEqual([]);
  });

  test('that is cancelled while it is kept is kept whole', async () => {
    let go = () => {};
    const kept: number[] = [];
    const keep: EnrolParts['keep'] = async (identity, pictures) => {
      await new Promise<void>((resolve) => (go = resolve));
      kept.push(pictures.length);
      return { identity, added: pictures.length, pictures: pictures.length, calibration: 'none' };
    };
    const { session } = begin({ pictures: 1, keep });
    await session.observe(seen(0, {}));
    const report = session.finish();
    session.cancel();
    go();
    expect(await report).toMatchObject({ added: 1 });
    expect(kept).toEqual([1]);
  });

  test('can be finished again where it failed, and once only', async () => {
    let isFull = true;
    const { session } = begin({
      pictures: 1,
      keep: async (identity) => {
        if (isFull) throw new KinfoldError('store-full', 'store: the disk is full');
        return { identity, added: 1, pictures: 1, calibration: 'none' };
      },
    });
    await session.observe(seen(0, {}));
    await expect(session.finish()).rejects.toEqual(refusal('store-full'));
    isFull = false;
    await session.finish();
    await expect(session.finish()).rejects.toEqual(refusal('closed'));
    await expect(session.observe(seen(1, {}))).rejects.toEqual(refusal('closed'));
  });

  test('a cancelled one keeps no picture', async () => {
    const { session } = begin({ pictures: 1 });
    await session.observe(seen(0, {}));
    session.cancel();
    expect(session.pictures).toEqual([]);
    await expect(session.finish()).rejects.toEqual(refusal('closed'));
  });
});

test('one picture of whoever stands there', async () => {
  const session = takePicture(engineOfPeople());
  expect(await session.observe(seen(0))).toEqual({ state: 'collecting', guidance: { kind: 'no-face' } });
  expect(await session.observe(seen(1, { person: 3 }))).toMatchObject({ state: 'complete', picture: { width: 1 } });
});
