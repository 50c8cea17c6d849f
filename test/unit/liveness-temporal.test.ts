import { describe, expect, test } from 'vitest';
import type { LivenessState } from '../../src/face/liveness/check.js';
import { temporalLiveness } from '../../src/face/liveness/temporal.js';
import type { Observation, ObservedFace } from '../../src/face/observation.js';
import { refusal } from '../support/refusal.js';
import { head, photograph, type Script } from '../support/scripted-face.js';

type Shown = typeof head;

/** Shows ten frames a second for so many seconds, and gives the state after each. */
function watch(seconds: number, shown: Shown, script: (time: number) => Script): LivenessState[] {
  const session = temporalLiveness().begin(Math.random);
  return Array.from({ length: 10 * seconds + 1 }, (_, frame) =>
    session.observe(...shown(100 * frame, script(frame / 10))),
  );
}

const last = (states: LivenessState[]) => states.at(-1)!;
const refused = (reason: string) => ({ state: 'refused', reason });
const blinkAt = (begin: number) => (time: number) => ({ open: time >= begin && time < begin + 0.25 ? 0.2 : 1 });

describe('temporalLiveness', () => {
  test('a blink is a sign of life', () => {
    const states = watch(3, head, blinkAt(2));
    expect(states[20]).toMatchObject({ state: 'undecided', progress: 0.5 });
    expect(last(states)).toEqual({ state: 'live' });
  });

  test('a head that turns to both sides has depth', () => {
    const states = watch(3, head, (time) => ({ yaw: 22 * Math.sin(3 * time) }));
    expect(last(states)).toEqual({ state: 'live' });
  });

  test('a photograph that is turned, tilted, brought near and shifted is flat', () => {
    const states = watch(11, photograph, (time) => ({
      yaw: 50 * Math.sin(time),
      pitch: 40 * Math.sin(1.3 * time),
      distance: 5 + 2 * Math.sin(0.9 * time),
      shift: 40 * Math.sin(1.1 * time),
    }));
    expect(states[100]).toMatchObject({ state: 'undecided' });
    expect(last(states)).toEqual(refused('flat'));
  });

  test('a photograph that is tilted back and forth does not blink', () => {
    const states = watch(11, photograph, (time) => ({ pitch: time % 1 < 0.3 ? 60 : 0 }));
    expect(last(states)).toEqual(refused('flat'));
  });

  test('a photograph that stands before a noisy camera is flat', () => {
    expect(last(watch(11, photograph, () => ({})))).toEqual(refused('flat'));
  });

  test('a head that does not turn and does not blink is no better', () => {
    expect(last(watch(11, head, (time) => ({ yaw: 5 * Math.sin(time) })))).toEqual(refused('flat'));
  });

  test('a still frame is told after a second', () => {
    const states = watch(2, head, () => ({ grain: 1 }));
    expect(states[9]).toMatchObject({ state: 'undecided' });
    expect(states[10]).toEqual(refused('still'));
  });

  test('a picture that freezes after a sign of life is told, too', () => {
    const states = watch(5, head, (time) => (time < 3 ? blinkAt(1)(time) : { grain: 1 }));
    expect(states[29]).toEqual({ state: 'live' });
    expect(last(states)).toEqual(refused('still'));
  });

  test('a camera that gives each frame twice, slowly, is not still', () => {
    const states = watch(4, head, (time) => ({ ...blinkAt(2)(time), grain: 2000 + Math.floor(5 * time) }));
    expect(last(states)).toEqual({ state: 'live' });
  });

  test('a picture that hardly ever changes is still', () => {
    const states = watch(11, photograph, (time) => ({ grain: 4000 + Math.floor(1.25 * time) }));
    expect(last(states)).toEqual(refused('still'));
  });

  test('one slip of the landmarks is no depth and no blink', () => {
    const slip = (script: Script) => (time: number) => (time === 2 || time === 4 ? script : {});
    expect(last(watch(11, head, slip({ yaw: 28 })))).toEqual(refused('flat'));
  });

  test.each<[string, Script]>([
    ['gets another number', { track: 1 }],
    ['jumps', { shift: 150 }],
    ['comes near at once', { distance: 3 }],
    ['has another picture', { person: 1 }],
  ])('a face that %s has changed', (_, changed) => {
    const states = watch(3, head, (time) => (time < 2 ? blinkAt(1)(time) : changed));
    expect(states[19]).toEqual({ state: 'live' });
    expect(states[20]).toEqual(refused('face-changed'));
    expect(last(states)).toEqual(refused('face-changed'));
  });

  test('a face that was not seen for more than a second has changed', () => {
    const session = temporalLiveness().begin(Math.random);
    session.observe(...head(0));
    expect(session.observe(...head(1000))).toMatchObject({ state: 'undecided' });
    expect(session.observe(...head(2001))).toEqual(refused('face-changed'));
  });

  test.each<[string, (frame: [Observation, ObservedFace]) => [Observation, ObservedFace]]>([
    ['a time that is not a number', ([seen, face]) => [{ ...seen, time: Number.NaN }, face]],
    ['a time that does not go on', ([seen, face]) => [{ ...seen, time: 100 }, face]],
    ['a pose that is not a number', ([seen, face]) => [seen, { ...face, pose: { ...face.pose, yaw: Number.NaN } }]],
    ['eyes that are not numbers', ([seen, face]) => [seen, { ...face, eyes: { left: Number.NaN, right: 0.3 } }]],
    [
      'landmarks that are infinite',
      ([seen, face]) => [
        seen,
        { ...face, landmarks: face.landmarks.map(() => ({ x: Number.POSITIVE_INFINITY, y: 0 })) },
      ],
    ],
    ['no landmarks', ([seen, face]) => [seen, { ...face, landmarks: [] }]],
    ['a box without a size', ([seen, face]) => [seen, { ...face, box: { ...face.box, width: 0 } }]],
    ['no crop', ([seen, face]) => [seen, { ...face, crop: null }]],
    [
      'four landmarks and no eyes',
      ([seen, face]) => [seen, { ...face, eyes: null, landmarks: face.landmarks.slice(0, 4) }],
    ],
  ])('%s: the check cannot tell', (_, damage) => {
    const session = temporalLiveness().begin(Math.random);
    session.observe(...head(0));
    session.observe(...head(100));
    expect(session.observe(...damage(head(200)))).toEqual(refused('unavailable'));
    expect(session.observe(...head(300))).toEqual(refused('unavailable'));
  });

  test('faces that are never seen well are not judged', () => {
    expect(last(watch(11, head, (time) => ({ ...blinkAt(2)(time), faults: ['blurred'] })))).toEqual(
      refused('unavailable'),
    );
  });

  test.each([0, Number.NaN, Number.POSITIVE_INFINITY])('%s seconds are refused', (seconds) => {
    expect(() => temporalLiveness({ seconds })).toThrow(
      refusal('argument-invalid', new RegExp(`seconds is ${seconds}`)),
    );
  });
});
