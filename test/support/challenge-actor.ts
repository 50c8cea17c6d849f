import { createRandom } from '../../src/cpu/random.js';
import { challengeLiveness } from '../../src/face/liveness/challenge.js';
import type { LivenessAction, LivenessSession, LivenessState } from '../../src/face/liveness/check.js';
import { challengeSequences } from '../../src/face/liveness/sequence.js';
import { head, type Script } from './scripted-face.js';

/** Fifteen frames a second. */
export const FRAME = 1000 / 15;

/** What somebody does `since` ms after being asked for an action. */
export type Actor = (asked: LivenessAction, since: number) => Script;

const yawOf = { 'turn-left': 32, 'turn-right': -32 } as const;

/** Reacts after 400 ms, turns at 100 degrees a second and back as fast, closes the eyes for 300 ms. */
export const willing: Actor = (asked, since) => {
  if (asked === 'blink') return { open: since >= 400 && since < 700 ? 0.2 : 1 };
  if (asked === 'look-straight') return {};
  return { yaw: yawOf[asked] * Math.min(Math.max((since - 400) / 320, 0), 1) };
};

interface Played {
  readonly states: readonly LivenessState[];
  /** What was shown, frame by frame. */
  readonly film: readonly Script[];
  readonly asked: readonly LivenessAction[];
}

/** Plays an actor to a session until it is decided, 100 seconds at most. */
export function play(session: LivenessSession, actor: Actor, shown = head): Played {
  const states: LivenessState[] = [];
  const film: Script[] = [];
  const asked: LivenessAction[] = [];
  let [wanted, since]: [LivenessAction, number] = ['look-straight', 0];
  let yaw = 0;
  for (let time = 0; time < 100_000; time += FRAME) {
    const script = actor(wanted, time - since);
    // A head goes back as fast as it turned.
    const aim = script.yaw ?? 0;
    yaw =
      wanted === 'look-straight' && script.yaw === undefined ? Math.sign(yaw) * Math.max(Math.abs(yaw) - 7, 0) : aim;
    film.push({ ...script, yaw });
    const state = session.observe(...shown(time, film.at(-1)!));
    states.push(state);
    if (state.state !== 'undecided') break;
    if (state.action !== wanted) {
      [wanted, since] = [state.action!, time];
      if (wanted !== 'look-straight') asked.push(wanted);
    }
  }
  return { states, film, asked };
}

export const begin = (options: Parameters<typeof challengeLiveness>[0], seed = 1) => {
  const random = createRandom(seed);
  return challengeLiveness(options).begin(() => random.uniform());
};
/** A session that asks for this first. */
export const beginWith = (action: LivenessAction, options: Parameters<typeof challengeLiveness>[0] = {}) => {
  const sequences = challengeSequences(options.actions ?? 3);
  const index = sequences.findIndex(([first]) => first === action);
  return challengeLiveness(options).begin(() => (index + 0.5) / sequences.length);
};
export const end = ({ states }: Played) => states.at(-1);
export const refused = (reason: string) => ({ state: 'refused', reason });
/** Does what is asked, but for one action, instead of which it does something else. */
export const but =
  (action: LivenessAction, instead: Actor): Actor =>
  (asked, since) =>
    (asked === action ? instead : willing)(asked, since);
