import { createAccess } from '../../src/access/access.js';
import type { Decision } from '../../src/access/decision.js';
import type { AccessOptions, Attempt } from '../../src/access/types.js';
import { createRandom } from '../../src/cpu/random.js';
import type { Engine } from '../../src/engine/types.js';
import type { LivenessAction } from '../../src/face/liveness/check.js';
import type { Observation, ObservedFace } from '../../src/face/observation.js';
import type { Pixels } from '../../src/image/picture.js';
import { ManualClock, memoryGuard } from './access.js';
import { colours } from './tiny-engine.js';

/** People whose colours are theirs. Eve is enrolled nowhere. */
export const everybody = { ...colours, Eve: [230, 220, 40] } as const;
export type Name = keyof typeof everybody;

let pictures = 0;

/** A picture of a person as a camera would take it just now: never the same twice. */
export function pictureOf(name: Name): Pixels {
  const random = createRandom(500_000 + pictures++);
  const shift = [0, 0, 0].map(() => random.normal() * 3);
  const data = Uint8ClampedArray.from({ length: 8 * 8 * 4 }, (_, i) =>
    i % 4 === 3 ? 255 : everybody[name][i % 4]! + shift[i % 4]! + random.normal() * 10,
  );
  return { width: 8, height: 8, data };
}

/** Enrols Ada, Bo and Cy and calibrates for them. */
export async function enrolCalibrated(engine: Engine, cohort: Uint8Array): Promise<void> {
  for (const name of Object.keys(colours) as (keyof typeof colours)[]) {
    await engine.enrol(
      name,
      [1, 2, 3, 4].map(() => pictureOf(name)),
    );
  }
  await engine.calibrate({ far: 0.1, cohort });
}

/** What the camera sees: faces in front of it, the largest first, after so many frames and with what the page asks for. */
export type Scene = (frame: number, action: LivenessAction | undefined) => readonly ObservedFace[];

/** A door with an engine behind it: ten frames a second, from a scene. */
export class EngineDoor {
  readonly clock = new ManualClock();
  readonly guard = memoryGuard();
  readonly options: AccessOptions;
  /** What was observed, to be played again. */
  readonly recorded: Observation[] = [];
  #frame = 0;

  constructor(engine: Engine, options: Partial<AccessOptions>) {
    this.options = { engine, guard: this.guard, clock: this.clock, liveness: [], ...options };
  }

  begin(identity?: Name): Attempt {
    return createAccess(this.options).begin({ ...(identity && { identity }), diagnostics: true });
  }

  observe(attempt: Attempt, faces: readonly ObservedFace[]) {
    this.clock.advance(100);
    const size = { width: 640, height: 480, stages: {} };
    const observation = { frame: this.#frame++, time: this.clock.time, ...size, faces };
    this.recorded.push(observation);
    return attempt.observe(observation);
  }

  /** Plays a scene until there is a decision. */
  async play(scene: Scene, attempt = this.begin()): Promise<Decision> {
    let action: LivenessAction | undefined;
    for (let frame = 0; frame < 600; frame++) {
      const state = await this.observe(attempt, scene(frame, action));
      if (state.state === 'decided') return state.decision;
      action = state.guidance.kind === 'action' ? state.guidance.action : undefined;
    }
    throw new Error('no decision in a minute');
  }
}
