import { describe, expect, test } from 'vitest';
import { challengeLiveness } from '../../src/face/liveness/challenge.js';
import type { LivenessAction } from '../../src/face/liveness/check.js';
import { cropOf, Door, type ScriptedFace, scriptedLiveness } from '../support/access.js';
import { head } from '../support/scripted-face.js';

const undone = { live: 0 };

/** An attempt in which this was asked for, in vain so far, and how often a challenge was drawn. */
async function asked(action: LivenessAction, frames = 3) {
  let drawn = 0;
  const check = scriptedLiveness(action);
  const counting = {
    name: 'counting',
    begin: () => {
      drawn++;
      return check.begin(Math.random);
    },
  };
  const door = new Door({ liveness: [counting] });
  const attempt = door.begin();
  for (let i = 0; i < frames; i++) {
    expect(await door.show(attempt, undone)).toMatchObject({ guidance: { kind: 'action', action } });
  }
  return { door, attempt, drawn: () => drawn };
}

type Asked = Awaited<ReturnType<typeof asked>>;

const faceChanged = { authenticated: false, reason: 'liveness', liveness: 'face-changed' };

describe('whoever was asked for an action', () => {
  test('and is missed for a moment goes on with the same challenge', async () => {
    const { door, attempt, drawn } = await asked('turn-left');
    for (let i = 0; i < 2; i++) {
      expect(await attempt.observe(door.frame([]))).toMatchObject({ guidance: { kind: 'no-face' } });
    }
    // Frames that agree are in a row, none of them from before.
    for (let i = 0; i < 2; i++) expect(await door.show(attempt)).toMatchObject({ state: 'looking' });
    expect(await door.show(attempt)).toMatchObject({ decision: { authenticated: true } });
    expect(drawn()).toBe(1);
  });

  test.each<[string, (at: Asked) => Promise<unknown>]>([
    ['is lost', async ({ door, attempt }) => lost(door, attempt)],
    ['comes back as another', async ({ door, attempt }) => door.show(attempt, { ...undone, track: 2 })],
    ['is not alone', async ({ door, attempt }) => attempt.observe(door.frame([undone, { track: 2 }]))],
    [
      'is followed, but not seen well for longer than a gap',
      async ({ door, attempt }) => {
        for (let i = 0; i < 10; i++) {
          const state = await door.show(attempt, { ...undone, faults: ['covered'] });
          expect(state).toMatchObject({ state: 'looking' });
        }
        return door.show(attempt, undone);
      },
    ],
  ])('and %s has made a wrong attempt; no other challenge is drawn', async (_, hide) => {
    const at = await asked('blink');
    expect(await hide(at)).toMatchObject({ decision: faceChanged });
    expect(at.drawn()).toBe(1);
    expect(at.door.kept).toMatchObject({ failures: 1 });
  });

  test('and has done it must not be missed: somebody else could take the place', async () => {
    const { door, attempt } = await asked('blink', 1);
    await door.show(attempt, { live: 1, faults: ['turned'] });
    expect(await attempt.observe(door.frame([]))).toMatchObject({ decision: { reason: 'identity-changed' } });
    expect(door.kept).toMatchObject({ failures: 1 });
  });

  const ways: [string, string, (at: Asked) => Promise<unknown>][] = [
    ['cancels', 'aborted', async ({ attempt }) => attempt.cancel()],
    ['lets time run out', 'liveness-missing', async ({ door, attempt }) => leave(door, attempt, [undone])],
    [
      'leaves',
      'no-face',
      async ({ door, attempt }) => {
        await attempt.observe(door.frame([]));
        await leave(door, attempt, []);
      },
    ],
    ['holds frames up', 'stale-frame', async ({ door, attempt }) => door.show(attempt, undone, { time: 1 })],
    [
      'sets the clock',
      'clock-jump',
      async ({ door, attempt }) => {
        door.clock.day += 60_000;
        await door.show(attempt, undone);
      },
    ],
  ];

  test.each(ways)('and %s has made a wrong attempt', async (_, reason, way) => {
    const at = await asked('turn-right');
    await way(at);
    await settled();
    expect(at.door.kept).toMatchObject({ failures: 1 });
    expect(at.door.events).toEqual([expect.objectContaining({ outcome: 'refused', reason })]);
  });

  test.each(ways)('while whoever %s when nothing but a straight look was asked for has not', async (_, __, way) => {
    const at = await asked('look-straight');
    await way(at);
    await settled();
    expect(at.door.kept).toMatchObject({ failures: 0 });
  });
});

test('nobody waits for a challenge that fits: who hides from an action is asked for the same one, and runs out of attempts', async () => {
  const door = new Door({ liveness: [challengeLiveness()] });
  const straight = { ...head(0)[1], crop: cropOf('Ada') };
  const hidden = async () => {
    const attempt = door.begin();
    const guidances: string[] = [];
    for (let i = 0; i < 200; i++) {
      const isHiding = guidances.length > 0 && guidances.at(-1) !== 'no-face';
      const state = await attempt.observe(door.frame([], { faces: isHiding ? [] : [straight] }));
      if (state.state === 'decided') return { decision: state.decision, guidances: new Set(guidances) };
      const { guidance } = state;
      const said = guidance.kind === 'action' ? guidance.action : guidance.kind;
      if (said !== 'look-straight' || guidances.length > 0) guidances.push(said);
    }
    throw new Error('no decision');
  };
  for (let i = 0; i < 6; i++) {
    const { decision, guidances } = await hidden();
    expect(decision).toMatchObject({ reason: 'liveness', liveness: 'timeout' });
    expect(guidances.size).toBe(2);
  }
  expect((await hidden()).decision).toMatchObject({ reason: 'locked-out' });
});

/** Nobody stands there for longer than a gap. */
async function lost(door: Door, attempt: Asked['attempt']) {
  for (let i = 0; i < 10; i++) {
    expect(await attempt.observe(door.frame([]))).toMatchObject({ guidance: { kind: 'no-face' } });
  }
  return attempt.observe(door.frame([]));
}

async function leave(door: Door, attempt: Asked['attempt'], faces: readonly ScriptedFace[]): Promise<void> {
  door.clock.advance(46_000);
  await attempt.observe(door.frame(faces));
}

/** A cancelled attempt is settled after its decision. */
const settled = () => new Promise((resolve) => setTimeout(resolve));
