import { KinfoldError } from '../../errors.js';
import type { LivenessCheck, LivenessState } from './check.js';

/**
 * One check of several: live in a frame in which all of them are, refused as soon as one of them refuses. Every check sees every frame up to
 * then, so what watches goes on watching while a challenge is answered. The person is asked for what the first check that asks wants.
 * @throws KinfoldError `argument-invalid` for an empty list: nothing would have been checked.
 */
export function everyLiveness(checks: readonly LivenessCheck[]): LivenessCheck {
  if (checks.length === 0) {
    throw new KinfoldError('argument-invalid', 'everyLiveness: got no checks; pass at least one');
  }
  return {
    name: checks.map(({ name }) => name).join('+'),
    begin: (random) => {
      const sessions = checks.map((check) => check.begin(random));
      let final: LivenessState | undefined;
      return {
        observe: (observation, face) => {
          if (final) return final;
          const states = sessions.map((session) => session.observe(observation, face));
          const combined = combine(states);
          if (combined.state !== 'undecided') final = combined;
          return combined;
        },
      };
    },
  };
}

function combine(states: readonly LivenessState[]): LivenessState {
  const refused = states.find(({ state }) => state === 'refused');
  if (refused) return refused;
  const undecided = states.filter((state) => state.state === 'undecided');
  if (undecided.length === 0) return { state: 'live' };
  const action = undecided.find((state) => state.action !== undefined)?.action;
  const progress =
    (states.length - undecided.length + undecided.reduce((sum, state) => sum + state.progress, 0)) / states.length;
  return { state: 'undecided', ...(action && { action }), progress };
}
