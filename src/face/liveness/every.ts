import { KinfoldError } from '../../errors.js';
import type { LivenessCheck, LivenessState } from './check.js';

/**
 * One check of several: live in a frame in which all of them are, refused for good as soon as one of them refuses. Every check sees every
 * frame, those after the first live one too, so what watches goes on watching up to the decision. The person is asked for what the first
 * check that asks wants; progress is the mean of all.
 * @throws KinfoldError `argument-invalid` for an empty list: nothing would have been checked. `observe` throws it for an answer that is none
 * of the three states, and what a check throws.
 */
export function everyLiveness(checks: readonly LivenessCheck[]): LivenessCheck {
  if (checks.length === 0) {
    throw new KinfoldError('argument-invalid', 'everyLiveness: got no checks; pass at least one');
  }
  return {
    name: checks.map(({ name }) => name).join('+'),
    begin: (random) => {
      const sessions = checks.map((check) => ({ name: check.name, session: check.begin(random) }));
      let refused: LivenessState | undefined;
      return {
        observe: (observation, face) => {
          if (refused) return refused;
          const states = sessions.map(({ name, session }) => checked(name, session.observe(observation, face)));
          refused = states.find(({ state }) => state === 'refused');
          return refused ?? combine(states);
        },
      };
    },
  };
}

function combine(states: readonly LivenessState[]): LivenessState {
  const undecided = states.filter((state) => state.state === 'undecided');
  if (undecided.length === 0) return { state: 'live' };
  const action = undecided.find((state) => state.action !== undefined)?.action;
  const progress =
    (states.length - undecided.length + undecided.reduce((sum, state) => sum + state.progress, 0)) / states.length;
  return { state: 'undecided', ...(action && { action }), progress };
}

/** Checks are also written by applications: what is no answer must not pass for one. */
function checked(name: string, state: LivenessState): LivenessState {
  if (state.state === 'undecided' || state.state === 'live' || state.state === 'refused') return state;
  const got = JSON.stringify(state);
  throw new KinfoldError(
    'argument-invalid',
    `everyLiveness: the check "${name}" answered ${got}, expected the state undecided, live or refused`,
  );
}
