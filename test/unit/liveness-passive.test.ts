import { describe, expect, test } from 'vitest';
import type { LivenessCheck, LivenessState } from '../../src/face/liveness/check.js';
import { everyLiveness } from '../../src/face/liveness/every.js';
import { passiveLiveness } from '../../src/face/liveness/passive.js';
import type { ObservedFace } from '../../src/face/observation.js';
import type { QualityFault } from '../../src/face/quality.js';
import { refusal } from '../support/refusal.js';
import { head } from '../support/scripted-face.js';

type Live = ObservedFace['live'];
const refused = (reason: string) => ({ state: 'refused', reason });

/** The states after frames with these scores. */
function states(check: LivenessCheck, frames: readonly Live[], faults: readonly QualityFault[] = []): LivenessState[] {
  const session = check.begin(Math.random);
  return frames.map((live, index) => session.observe(...head(100 * index, { live, faults })));
}
const scores = (...values: number[]): Live[] => values.map((net) => ({ net }));

describe('passiveLiveness', () => {
  test('answers by the mean of so many frames', () => {
    expect(states(passiveLiveness(), scores(0.9, 0.9, 0.2, 0.9, 0.2))).toEqual([
      ...[0.2, 0.4, 0.6, 0.8].map((progress) => ({ state: 'undecided', progress: expect.closeTo(progress, 12) })),
      { state: 'live' },
    ]);
    expect(states(passiveLiveness(), scores(0.9, 0.1, 0.2, 0.9, 0.2)).at(-1)).toEqual(refused('spoof'));
    expect(states(passiveLiveness({ frames: 1 }), scores(0.5))).toEqual([{ state: 'live' }]);
    expect(states(passiveLiveness({ frames: 1, minScore: 0.6 }), scores(0.5))).toEqual([refused('spoof')]);
  });

  test('goes on watching: the latest frames count', () => {
    const frames = scores(1, 1, 0, 0, 1, 1);
    expect(states(passiveLiveness({ frames: 2 }), frames).slice(1, 4)).toEqual([
      { state: 'live' },
      { state: 'live' },
      refused('spoof'),
    ]);
    expect(states(passiveLiveness({ frames: 2 }), frames).at(-1)).toEqual(refused('spoof'));
  });

  test('the score of a frame is the mean of the networks', () => {
    expect(states(passiveLiveness({ frames: 1 }), [{ a: 0.9, b: 0.2 }])).toEqual([{ state: 'live' }]);
    expect(states(passiveLiveness({ frames: 1 }), [{ a: 0.9, b: 0.05 }])).toEqual([refused('spoof')]);
    expect(states(passiveLiveness({ frames: 1, networks: ['b'] }), [{ a: 0.9, b: 0.2 }])).toEqual([refused('spoof')]);
  });

  test('faces with a fault of quality are not counted', () => {
    expect(states(passiveLiveness({ frames: 1 }), scores(1, 1), ['turned']).at(-1)).toEqual({
      state: 'undecided',
      progress: 0,
    });
    expect(states(passiveLiveness({ frames: 1 }), scores(0, 0), ['blurred']).at(-1)).toEqual({
      state: 'undecided',
      progress: 0,
    });
  });

  test.each<[string, Live[], string[]?]>([
    ['no network has looked', [{}]],
    ['a network stops looking', [{ a: 1, b: 1 }, { a: 1 }]],
    ['a network that is asked for has not looked', [{ a: 1 }], ['a', 'b']],
    ['a score is not a number', [{ a: 1 }, { a: Number.NaN }]],
    ['one of two scores is not a number', [{ a: 1, b: Number.NaN }]],
    ['a score is beyond 1', [{ a: 1.5 }]],
    ['a score is negative', [{ a: -0.5 }]],
    ['a score is infinite', [{ a: Number.POSITIVE_INFINITY }]],
    ['a score beyond 1 makes up for a bad one', [{ a: 1.9, b: 0 }]],
  ])('cannot tell where %s', (_, frames, networks) => {
    const check = passiveLiveness({ frames: 3, ...(networks && { networks }) });
    expect(states(check, frames).at(-1)).toEqual(refused('unavailable'));
  });

  test.each<[object, RegExp]>([
    [{ minScore: 0 }, /minScore is 0, expected above 0 and below 1/],
    [{ minScore: Number.NaN }, /minScore is NaN/],
    [{ frames: 0 }, /frames is 0, expected a whole number above 0/],
    [{ frames: 1.5 }, /frames is 1.5/],
    [{ networks: [] }, /networks is empty/],
  ])('refuses %j', (options, message) => {
    expect(() => passiveLiveness(options)).toThrow(refusal('argument-invalid', message));
  });
});

describe('everyLiveness', () => {
  /** A check that answers what is written, and counts the frames that it was shown. */
  const scripted = (name: string, ...answers: LivenessState[]) => {
    const check = {
      name,
      seen: 0,
      begin: () => ({ observe: () => answers[Math.min(check.seen++, answers.length - 1)]! }),
    };
    return check;
  };
  const live: LivenessState = { state: 'live' };
  const undecided: LivenessState = { state: 'undecided', progress: 0.5 };
  const four = scores(1, 1, 1, 1);

  test('is live where all are, in one frame', () => {
    const check = everyLiveness([scripted('a', live, live, live), scripted('b', undecided, undecided, live)]);
    expect(check.name).toBe('a+b');
    expect(states(check, four).map(({ state }) => state)).toEqual(['undecided', 'undecided', 'live', 'live']);
  });

  test('a check that was live and refuses while another goes on ends it', () => {
    const spoof: LivenessState = { state: 'refused', reason: 'spoof' };
    const watched = scripted('a', live, live, spoof);
    expect(states(everyLiveness([watched, scripted('b', undecided)]), four).slice(1)).toEqual([
      { state: 'undecided', progress: 0.75 },
      refused('spoof'),
      refused('spoof'),
    ]);
    expect(watched.seen).toBe(3);
  });

  test('a check that refuses after all were live is heard', () => {
    const spoof: LivenessState = { state: 'refused', reason: 'spoof' };
    const check = everyLiveness([scripted('a', live, live, spoof, live), scripted('b', live)]);
    expect(states(check, four)).toEqual([live, live, refused('spoof'), refused('spoof')]);
  });

  test('an answer that is none is refused', () => {
    const odd = { state: 'passed' } as unknown as LivenessState;
    expect(() => states(everyLiveness([scripted('odd', odd)]), four)).toThrow(
      refusal('argument-invalid', /"odd" answered \{"state":"passed"\}, expected the state/),
    );
  });

  test('asks for what the first that asks wants', () => {
    const asks: LivenessState = { state: 'undecided', action: 'blink', progress: 0 };
    expect(states(everyLiveness([scripted('a', undecided), scripted('b', asks)]), scores(1))).toEqual([
      { state: 'undecided', action: 'blink', progress: 0.25 },
    ]);
  });

  test('of no checks is refused', () => {
    expect(() => everyLiveness([])).toThrow(refusal('argument-invalid', /got no checks/));
  });
});
