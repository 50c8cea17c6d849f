import { createAccess } from '../../src/access/access.js';
import type { AuditEvent } from '../../src/access/audit.js';
import type { Recogniser } from '../../src/access/comparison.js';
import type { AttemptState, Decision } from '../../src/access/decision.js';
import type { Guard, GuardState } from '../../src/access/guard.js';
import type { AccessOptions, Attempt, AttemptOptions } from '../../src/access/types.js';
import type { EngineInfo, Identification, Verification } from '../../src/engine/types.js';
import type { LivenessAction, LivenessCheck, LivenessState } from '../../src/face/liveness/check.js';
import type { Observation, ObservedFace } from '../../src/face/observation.js';
import type { QualityFault } from '../../src/face/quality.js';
import type { Pixels } from '../../src/image/picture.js';

export const THRESHOLD = 0.9;

/** Clocks that go when they are told to. */
export class ManualClock {
  time = 1000;
  day = Date.UTC(2030, 0, 1);
  monotonic = () => this.time;
  wall = () => this.day;
  advance(ms: number): void {
    this.time += ms;
    this.day += ms;
  }
}

/** Keeps the lockout as a store does: nothing of what was written is shared. */
export function memoryGuard(): Guard & { text: string | null } {
  return {
    text: null,
    async read() {
      return this.text === null ? null : (JSON.parse(this.text) as GuardState);
    },
    async write(state) {
      this.text = JSON.stringify(state);
    },
  };
}

/** The same guard, whose writes take a while. */
export function slowGuard(ms = 20): ReturnType<typeof memoryGuard> {
  const guard = memoryGuard();
  const write = guard.write.bind(guard);
  guard.write = async (state) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    await write(state);
  };
  return guard;
}

/** Whom a crop shows: the scripted engine reads it off its first pixel. */
export type Person = 'Ada' | 'Bo' | 'stranger';
const people: readonly Person[] = ['Ada', 'Bo', 'stranger'];

export function cropOf(person: Person): Pixels {
  return { width: 1, height: 1, data: Uint8ClampedArray.of(people.indexOf(person), 0, 0, 255) };
}

/** An engine with Ada and Bo enrolled, calibrated at {@link THRESHOLD}. `asked` counts comparisons. */
export function scriptedEngine() {
  const seen = (crop: unknown) => people[(crop as Pixels).data[0]!]!;
  const distance = (person: Person, name: string) => (person === name ? 0.4 : 1.9);
  const decision = { threshold: THRESHOLD };
  const calibration = { isCurrent: true, verify: decision, identify: decision };
  const script = {
    asked: 0,
    info: async () => ({ calibration }) as unknown as EngineInfo,
    identify: async (crop: unknown): Promise<Identification> => {
      script.asked++;
      const candidates = ['Ada', 'Bo'].map((identity) => ({ identity, distance: distance(seen(crop), identity) }));
      candidates.sort((a, b) => a.distance - b.distance);
      const nearest = candidates[0]!;
      const identity = nearest.distance <= THRESHOLD ? nearest.identity : null;
      return { identity, distance: nearest.distance, threshold: THRESHOLD, candidates };
    },
    verify: async (identity: string, crop: unknown): Promise<Verification> => {
      script.asked++;
      const apart = distance(seen(crop), identity);
      return { identity, match: apart <= THRESHOLD, distance: apart, threshold: THRESHOLD };
    },
  };
  return script satisfies Recogniser;
}

/** A check that says what is written on the face: `live.script` 1 is live, 0 undecided, -1 a spoof; an action may be asked for. */
export function scriptedLiveness(action?: LivenessAction): LivenessCheck {
  return {
    name: 'scripted',
    begin: () => ({
      observe: (_, { live }): LivenessState => {
        if (live['script'] === 1) return { state: 'live' };
        if (live['script'] === -1) return { state: 'refused', reason: 'spoof' };
        return { state: 'undecided', progress: 0.5, ...(action && { action }) };
      },
    }),
  };
}

export interface ScriptedFace {
  readonly person?: Person;
  readonly track?: number;
  readonly live?: number;
  readonly faults?: readonly QualityFault[];
  readonly crop?: Pixels | null;
}

export function faceOf({ person = 'Ada', track = 1, live = 1, faults = [], crop }: ScriptedFace = {}): ObservedFace {
  return {
    track,
    box: { x: 40, y: 40, width: 100, height: 100 },
    score: 0.99,
    landmarks: [],
    pose: { yaw: 0, pitch: 0, roll: 0 },
    eyes: { left: 0.3, right: 0.3 },
    quality: { faults },
    live: { script: live },
    crop: crop === undefined ? cropOf(person) : crop,
  };
}

/** An access at a scripted door. Every frame comes 100 ms after the one before. */
export class Door {
  readonly clock = new ManualClock();
  readonly engine = scriptedEngine();
  readonly events: AuditEvent[] = [];
  readonly options: AccessOptions;
  #frame = 0;

  constructor(options: Partial<AccessOptions> = {}) {
    const audit = {
      opaqueId: (name: string) => `id-${name.length}`,
      write: async (event: AuditEvent) => {
        this.events.push(event);
      },
    };
    const { engine, clock } = this;
    this.options = { engine, clock, audit, liveness: [scriptedLiveness()], guard: memoryGuard(), ...options };
  }

  /** What the guard keeps; only of a {@link memoryGuard}. */
  get kept(): GuardState {
    return JSON.parse((this.options.guard as ReturnType<typeof memoryGuard>).text!);
  }

  /** A new access, as after a reload, with what the guard has kept. */
  begin(options?: AttemptOptions): Attempt {
    return createAccess(this.options).begin(options);
  }

  frame(faces: readonly ScriptedFace[], change: Partial<Observation> = {}): Observation {
    this.clock.advance(100);
    const size = { width: 640, height: 480, stages: {} };
    return { frame: this.#frame++, time: this.clock.time, ...size, faces: faces.map(faceOf), ...change };
  }

  /** One frame of one face. */
  show(attempt: Attempt, face: ScriptedFace = {}, change: Partial<Observation> = {}): Promise<AttemptState> {
    return attempt.observe(this.frame([face], change));
  }

  /** Shows the same face until there is a decision, at most `frames` times. */
  async decide(attempt: Attempt, face: ScriptedFace = {}, frames = 400): Promise<Decision> {
    for (let i = 0; i < frames; i++) {
      const state = await this.show(attempt, face);
      if (state.state === 'decided') return state.decision;
    }
    throw new Error(`no decision in ${frames} frames`);
  }
}
