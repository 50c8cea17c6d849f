import type { Engine } from '../../src/engine/types.js';
import type { Observation, VisionStage } from '../../src/face/observation.js';
import type { Session } from '../../src/kiosk/session.js';
import type { Vision } from '../../src/vision/vision.js';

/** From a camera's frame to what is said of it, in the order in which it happens. */
export type Stage = 'to the page' | VisionStage | 'between the threads' | 'turn' | 'comparison' | 'decision' | 'whole';

/** Milliseconds of each stage of one frame. */
export type FrameTimes = Partial<Record<Stage, number>>;

/** Notes what the stages of frames take, from outside the parts of a kiosk. */
export class StageClock {
  /** Of every frame that was compared with somebody. */
  readonly frames: FrameTimes[] = [];
  readonly #seen = new Map<number, { readonly times: FrameTimes; readonly at: number }>();
  #compared: number | undefined;

  /** The vision, whose frames' times are taken. */
  vision(vision: Vision): Vision {
    return {
      info: () => vision.info(),
      restart: () => vision.restart(),
      close: () => vision.close(),
      observe: async (frame, time) => {
        const start = performance.now();
        const observation = await vision.observe(frame, time);
        const at = performance.now();
        if (observation) {
          const { stages } = observation;
          const inside = Object.values(stages).reduce((sum, duration) => sum + duration, 0);
          const times = { 'to the page': start - time, ...stages, 'between the threads': at - start - inside };
          this.#seen.set(observation.frame, { times, at });
        }
        return observation;
      },
    };
  }

  /** The engine, whose comparisons are timed. */
  engine(engine: Engine): Engine {
    const identify: Engine['identify'] = async (probe, options) => {
      const start = performance.now();
      try {
        return await engine.identify(probe, options);
      } finally {
        this.#compared = performance.now() - start;
      }
    };
    return new Proxy(engine, {
      get: (target, name) => {
        if (name === 'identify') return identify;
        const value = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  session<State>(session: Session<State>): Session<State> {
    return {
      observe: async (observation: Observation) => {
        const start = performance.now();
        this.#compared = undefined;
        const state = await session.observe(observation);
        this.#note(observation, start, performance.now());
        return state;
      },
    };
  }

  #note({ frame, time }: Observation, start: number, end: number): void {
    const seen = this.#seen.get(frame);
    // The next frame may have been seen already.
    for (const number of this.#seen.keys()) if (number <= frame) this.#seen.delete(number);
    if (!seen || this.#compared === undefined) return;
    const comparison = this.#compared;
    const rest = { turn: start - seen.at, comparison, decision: end - start - comparison, whole: end - time };
    this.frames.push({ ...seen.times, ...rest });
  }
}
