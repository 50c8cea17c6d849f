import { KinfoldError } from '../errors.js';
import type { LivenessAction, LivenessCheck, LivenessSession, LivenessState } from '../face/liveness/check.js';
import type { Observation, ObservedFace } from '../face/observation.js';
import { secureRandom } from './random.js';

/** Shows every frame to every check, up to the decision: one that has passed may still refuse. */
export class LivenessWatch {
  readonly #checks: readonly LivenessCheck[];
  #sessions: readonly LivenessSession[];
  #action: LivenessAction | undefined;

  constructor(checks: readonly LivenessCheck[]) {
    this.#checks = checks;
    this.#sessions = begun(checks);
  }

  /** What the person was asked to do last. */
  get action(): LivenessAction | undefined {
    return this.#action;
  }

  /** Begins every check anew. */
  restart(): void {
    this.#sessions = begun(this.#checks);
    this.#action = undefined;
  }

  /**
   * Live if all of them are, refused if one of them is. Without checks everything is live.
   * @throws what a check throws; `argument-invalid` if it answers with none of the three states.
   */
  observe(observation: Observation, face: ObservedFace): LivenessState {
    const states = this.#sessions.map((session) => checked(session.observe(observation, face)));
    const refused = states.find(({ state }) => state === 'refused');
    const open = states.filter((state) => state.state === 'undecided');
    this.#action = open.find(({ action }) => action !== undefined)?.action;
    if (refused) return refused;
    if (open.length === 0) return { state: 'live' };
    const progress = open.reduce((least, state) => Math.min(least, state.progress), 1);
    return { state: 'undecided', ...(this.#action && { action: this.#action }), progress };
  }
}

function begun(checks: readonly LivenessCheck[]): readonly LivenessSession[] {
  return checks.map((check) => check.begin(secureRandom));
}

function checked(state: LivenessState): LivenessState {
  if (state.state === 'undecided' || state.state === 'live' || state.state === 'refused') return state;
  throw new KinfoldError(
    'argument-invalid',
    'access: a liveness check answered neither undecided nor live nor refused',
  );
}
