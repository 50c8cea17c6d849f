import { everyLiveness, type LivenessCheck, type Session } from '../../src/face.js';
import { createProbe } from './probe.js';

/** What is ended behind the kiosk's back. */
export type Victim = 'engine' | 'vision' | 'device';

/**
 * When. `enrol`: a picture was taken and the next one is looked at. `liveness`: the first action was asked for. `comparison`: the engine is
 * asked who the third face is. `decision`: all checks have passed and the engine is asked for the last time; for the vision, which has done
 * its part then, when the last action was asked for.
 */
export type Stage = 'enrol' | 'liveness' | 'comparison' | 'decision';

/** Ends something at one moment of what is under way. */
export interface Sabotage {
  readonly victim: Victim;
  readonly stage: Stage;
}

const workers = new Map<string, Worker>();
globalThis.Worker = class extends Worker {
  constructor(url: string | URL, settings?: WorkerOptions) {
    super(url, settings);
    workers.set(new URL(url, location.href).pathname, this);
  }
};

const probe = createProbe();

/** Where the workers are served, the engine's with a way to its device. */
export const workerUrls = { engine: probe.url, vision: '/vision.worker.js' };

async function harm(victim: Victim): Promise<void> {
  if (victim === 'device') await probe.ask('destroy');
  else workers.get(new URL(workerUrls[victim], location.href).pathname)!.terminate();
}

/** Waits for the moment. */
export class Saboteur {
  /** How often it came: 1 where something was ended. */
  struck = 0;
  readonly #plan: Sabotage | undefined;
  #asked = 0;
  #looks = 0;

  constructor(plan: Sabotage | undefined) {
    this.#plan = plan;
  }

  /** The checks as one, watched. */
  watch(checks: readonly LivenessCheck[], actions: number): LivenessCheck {
    const all = everyLiveness(checks);
    return {
      name: all.name,
      begin: (random) => {
        const session = all.begin(random);
        let asked: string | undefined;
        return {
          observe: (observation, face) => {
            const state = session.observe(observation, face);
            const action = state.state === 'undecided' ? state.action : undefined;
            if (action && action !== asked && action !== 'look-straight') this.#asked++;
            asked = action;
            if (this.#asked === 1) this.#reach('liveness');
            const last = this.#plan?.victim === 'vision' ? this.#asked === actions : state.state === 'live';
            if (last) this.#reach('decision');
            return state;
          },
        };
      },
    };
  }

  /** The session, with something ended while it looks at a frame. */
  disturb<State extends { readonly state: string }>(session: Session<State>): Session<State> {
    let taken = 0;
    return {
      observe: async (observation) => {
        const looking = session.observe(observation);
        const isFace = observation.faces.length === 1;
        if (isFace) this.#looks++;
        if (isFace && this.#looks === 3) this.#reach('comparison');
        if (taken > 0) this.#reach('enrol');
        const state = await looking;
        if ('taken' in state) taken = state.taken as number;
        return state;
      },
    };
  }

  #reach(stage: Stage): void {
    if (stage !== this.#plan?.stage || this.struck > 0) return;
    this.struck++;
    void harm(this.#plan.victim);
  }
}
