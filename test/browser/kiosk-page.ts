// What kiosk.test.ts and `npm run bench -- kiosk` have the page do, through what `kinfold/face` exports and nothing else.
import {
  type AccessPolicy,
  type AttemptState,
  type Camera,
  challengeLiveness,
  type EnrolmentState,
  KinfoldError,
  type Kiosk,
  type KioskCalibrateOptions,
  type KioskRules,
  type Observation,
  openCamera,
  openKiosk,
  type Session,
  temporalLiveness,
} from '../../src/face.js';
import type { Said } from '../support/visitor.js';
import { type Sabotage, Saboteur, workerUrls } from './sabotage.js';

/** Rules as plain data. */
export interface DoorRules {
  readonly policy?: Partial<AccessPolicy>;
  /** True where somebody stands by, and nobody is asked to prove to be alive. */
  readonly isWatched?: boolean;
  /** Of the challenge: how many actions, and seconds for each. */
  readonly actions?: number;
  readonly seconds?: number;
  /** By when there has to be a sign of life. Default 10. */
  readonly temporal?: number;
}

declare global {
  /** Tells whoever stands in front of the camera what the page says. */
  function say(said: Said): void;
}

let kiosk: Kiosk;
let camera: Camera;
let rules: DoorRules = {};
let saboteur = new Saboteur(undefined);
let leaving = new AbortController();

function rulesFor(): KioskRules {
  const { actions = 3, seconds = 5, temporal = 10, policy = {}, isWatched = false } = rules;
  if (isWatched) return { liveness: [], policy: { ...policy, liveness: false } };
  const checks = [temporalLiveness({ seconds: temporal }), challengeLiveness({ actions, seconds })];
  return { liveness: [saboteur.watch(checks, actions)], policy };
}

/** Shows the camera to a session to its end, while whoever stands there hears what it says. */
async function watch<State extends AttemptState | EnrolmentState>(session: Session<State>) {
  const onState = (state: AttemptState | EnrolmentState, { faces }: Observation) => {
    if (!('guidance' in state)) return;
    const taken = 'taken' in state ? state.taken : 0;
    say({ guidance: state.guidance, taken, yaw: faces.length === 1 ? faces[0]!.pose.yaw : null });
  };
  leaving = new AbortController();
  return (await kiosk.watch(camera, saboteur.disturb(session), onState, { signal: leaving.signal }))!;
}

/** What came of it and how long that took in ms, or the code of the error. */
async function timed<Result>(work: () => Promise<Result>): Promise<Outcome<Result>> {
  const start = performance.now();
  try {
    return { result: await work(), ms: performance.now() - start };
  } catch (error) {
    const code = error instanceof KinfoldError ? error.code : 'other';
    return { code, message: String(error), ms: performance.now() - start };
  }
}

export type Outcome<Result> =
  | { readonly result: Result; readonly ms: number; readonly code?: undefined }
  | { readonly code: string; readonly message: string; readonly ms: number; readonly result?: undefined };

const door = {
  /** @param detector address of its card. @param front the engine's `camera`: what stands in front of the backbone. */
  async open(name: string, given: DoorRules, detector = 'models/fr_detect.json', front: 'plain' | 'noisy' = 'plain') {
    rules = given;
    kiosk = await openKiosk({
      engine: {
        backbone: 'models/fr_feature.json',
        camera: front,
        wasmPaths: '/ort/',
        workerUrl: workerUrls.engine,
      },
      vision: {
        detector,
        landmarks: 'models/fr_landmark.json',
        workerUrl: workerUrls.vision,
      },
      store: { name },
      ...rulesFor(),
    });
    camera ??= await openCamera();
    const { adapter, provider } = (await kiosk.info()).engine;
    return { adapter, provider };
  },

  async require(given: DoorRules) {
    rules = given;
  },

  /** Enrols whoever stands there. */
  enrol(name: string, pictures: number, sabotage?: Sabotage) {
    return timed(async () => {
      saboteur = new Saboteur(sabotage);
      const consent = { purpose: 'to open the door', given: Date.now(), expires: null };
      const session = kiosk.enrol(name, consent, { pictures });
      const state = await watch(session);
      const report = await session.finish();
      return { state, report };
    });
  },

  /** Whoever stands there wants to be let in. */
  unlock(sabotage?: Sabotage) {
    return timed(async () => {
      saboteur = new Saboteur(sabotage);
      kiosk.require(rulesFor());
      const attempt = kiosk.unlock({ diagnostics: true });
      try {
        const state = await watch(attempt);
        if (state.state !== 'decided') throw new Error(`the attempt ended as "${state.state}"`);
        return plain(state.decision);
      } finally {
        attempt.cancel();
      }
    });
  },

  /** @param cohort where the cohort file is served. */
  calibrate(promise: Pick<KioskCalibrateOptions, 'far' | 'tail'>, cohort: string) {
    return timed(async () =>
      kiosk.calibrate({ ...promise, cohort: new Uint8Array(await (await fetch(cohort)).arrayBuffer()) }),
    );
  },

  async calibration() {
    return (await kiosk.info()).engine.calibration;
  },

  personalise() {
    return timed(async () => {
      const lesson = kiosk.personalise();
      for (let next = await lesson.next(); ; next = await lesson.next()) {
        if (next.done) return plain({ ...next.value, before: null, after: null });
      }
    });
  },

  /** Whoever stood there has gone: what is under way ends as `aborted`. */
  async leave() {
    leaving.abort();
  },

  /** How often the sabotage of the last session struck. */
  async struck() {
    return saboteur.struck;
  },

  async people() {
    return (await kiosk.people()).map(({ identity, pictures }) => ({ identity, pictures }));
  },

  restart: () => timed(() => kiosk.restart()),

  async close() {
    await kiosk.close();
  },

  async destroy() {
    await kiosk.destroy();
  },
};

/** What crosses the border of the browser as it is. */
const plain = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

export type DoorPage = typeof door;

Object.assign(globalThis, { door });
