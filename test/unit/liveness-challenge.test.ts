import { describe, expect, test } from 'vitest';
import { challengeLiveness } from '../../src/face/liveness/challenge.js';
import type { LivenessAction, LivenessSession } from '../../src/face/liveness/check.js';
import { type Actor, begin, beginWith, but, end, FRAME, play, refused, willing } from '../support/challenge-actor.js';
import { refusal } from '../support/refusal.js';
import { head, photograph } from '../support/scripted-face.js';

describe('challengeLiveness', () => {
  test.each(Array.from({ length: 20 }, (_, seed) => seed))('whoever does what is asked is live (seed %i)', (seed) => {
    const played = play(begin({}, seed), willing);
    expect(end(played)).toEqual({ state: 'live' });
    expect(played.asked).toHaveLength(3);
    expect(played.asked).toContain('blink');
    expect(played.states[0]).toEqual({ state: 'undecided', action: 'look-straight', progress: 0 });
    const progress = played.states.map((state) => (state.state === 'undecided' ? state.progress : 1));
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
  });

  test('the same holds in frames that are mirrored, if it is said', () => {
    const mirror: Actor = (asked, since) => {
      const { yaw, ...script } = willing(asked, since);
      return yaw === undefined ? script : { ...script, yaw: -yaw };
    };
    for (let seed = 0; seed < 5; seed++)
      expect(end(play(begin({ mirrored: true }, seed), mirror))).toEqual({ state: 'live' });
    expect(end(play(beginWith('turn-left'), mirror))).toEqual(refused('challenge-failed'));
    expect(end(play(beginWith('turn-left', { mirrored: true }), willing))).toEqual(refused('challenge-failed'));
  });

  test('left is the person’s own: towards the right edge of the picture', () => {
    const rightEdge = but('turn-left', (_, since) => ({ yaw: since > 400 ? 30 : 0 }));
    expect(play(beginWith('turn-left'), rightEdge).asked[0]).toBe('turn-left');
    expect(end(play(beginWith('turn-left'), rightEdge))).toEqual({ state: 'live' });
  });

  test.each<[string, LivenessAction, Actor, string]>([
    ['turns to the wrong side', 'turn-left', (_, since) => willing('turn-right', since), 'challenge-failed'],
    ['turns instead of a blink', 'blink', (_, since) => willing('turn-left', since), 'challenge-failed'],
    ['blinks instead of a turn', 'turn-right', (_, since) => willing('blink', since), 'timeout'],
    ['does nothing', 'turn-left', () => ({}), 'timeout'],
    ['does not blink', 'blink', () => ({}), 'timeout'],
    ['closes the eyes for good', 'blink', (_, since) => ({ open: since > 400 ? 0.2 : 1 }), 'timeout'],
    ['winks too slowly', 'blink', (_, since) => ({ open: since % 2500 > 400 ? 0.2 : 1 }), 'timeout'],
    ['turns too little', 'turn-right', (_, since) => ({ yaw: since > 400 ? -20 : 0 }), 'timeout'],
    ['has turned at once', 'turn-right', () => ({ yaw: -30 }), 'challenge-failed'],
    [
      'turns for a single frame',
      'turn-right',
      (_, since) => ({ yaw: since > 400 && since < 400 + FRAME ? -30 : 0 }),
      'timeout',
    ],
    ['blinks too early', 'blink', (_, since) => ({ open: since < 200 ? 0.2 : 1 }), 'timeout'],
  ])('whoever %s is refused', (_, action, instead, reason) => {
    const played = play(beginWith(action), but(action, instead));
    expect(played.asked).toEqual([action]);
    expect(end(played)).toEqual(refused(reason));
  });

  test('whoever turns before it is asked is refused', () => {
    const played = play(
      begin({}),
      but('look-straight', (_, since) => ({ yaw: since > 300 ? 30 : 0 })),
    );
    expect(end(played)).toEqual(refused('challenge-failed'));
    expect(played.asked).toEqual([]);
  });

  test('whoever never looks straight is out of time', () => {
    expect(end(play(begin({}), () => ({ yaw: 15 })))).toEqual(refused('timeout'));
  });

  test('a blink while looking straight or turning is no fault', () => {
    const nervous: Actor = (asked, since) => ({
      ...willing(asked, since),
      ...(asked !== 'blink' && since > 150 && since < 350 && { open: 0.2 }),
    });
    for (let seed = 0; seed < 5; seed++) expect(end(play(begin({}, seed), nervous))).toEqual({ state: 'live' });
  });

  test('the time limit is the one that was set', () => {
    for (const seconds of [2, 4]) {
      const { states } = play(
        beginWith('blink', { seconds }),
        but('blink', () => ({})),
      );
      const asked = states.findIndex((state) => state.state === 'undecided' && state.action === 'blink');
      expect((states.length - 1 - asked) * FRAME).toBeGreaterThan(1000 * seconds);
      expect((states.length - 2 - asked) * FRAME).toBeLessThanOrEqual(1000 * seconds + 1e-6);
    }
  });

  test('a photograph that is turned and tilted as asked does not pass', () => {
    for (let seed = 0; seed < 10; seed++)
      expect(end(play(begin({}, seed), willing, photograph))?.state).toBe('refused');
  });

  test('a photograph whose nose is misjudged when it is held aside does not pass', () => {
    const session = beginWith('turn-left');
    const misjudged: typeof head = (time, script = {}) => {
      const [observation, face] = photograph(time, { ...script, yaw: 2 * (script.yaw ?? 0) });
      return [observation, { ...face, pose: { ...face.pose, yaw: script.yaw ?? 0 } }];
    };
    expect(end(play(session, willing, misjudged))).toEqual(refused('timeout'));
  });

  test('another face, a gap and eyes that are not seen end it', () => {
    const then = (frame: Parameters<LivenessSession['observe']>) => {
      const session = begin({});
      session.observe(...head(0));
      return session.observe(...frame);
    };
    expect(then(head(100, { track: 1 }))).toEqual(refused('face-changed'));
    expect(then(head(1100))).toEqual(refused('face-changed'));
    const [observation, face] = head(100);
    expect(then([observation, { ...face, eyes: null }])).toEqual(refused('unavailable'));
    expect(then([{ ...observation, time: Number.NaN }, face])).toEqual(refused('unavailable'));
  });

  test('what is refused stays refused', () => {
    const session = begin({});
    session.observe(...head(0));
    session.observe(...head(100, { track: 1 }));
    expect(session.observe(...head(200))).toEqual(refused('face-changed'));
  });

  test.each<[object, RegExp]>([
    [{ actions: 1 }, /actions is 1, expected a whole number from 2 to 6/],
    [{ actions: 7 }, /actions is 7/],
    [{ actions: 2.5 }, /actions is 2.5/],
    [{ seconds: 0.5 }, /seconds is 0.5, expected a number from 1 on/],
    [{ seconds: Number.NaN }, /seconds is NaN/],
  ])('refuses %j', (options, message) => {
    expect(() => challengeLiveness(options)).toThrow(refusal('argument-invalid', message));
  });
});
