// The page of a soak: a kiosk, and visitors who come to its camera one after the other.

import type { AccessPolicy } from '../../src/access/policy.js';
import { KinfoldError } from '../../src/errors.js';
import { passiveLiveness } from '../../src/face/liveness/passive.js';
import type { Kiosk } from '../../src/kiosk/kiosk.js';
import { openKiosk } from '../../src/kiosk/open.js';
import { type Holdings, holdings } from './ledger.js';
import { RemoteLedger } from './remote-ledger.js';
import type { SoakSetting } from './visitor.js';
import { loadPictures, VisitorCamera } from './visitor-camera.js';

/** Frames after which a visitor who is neither let in nor refused walks away. */
const PATIENCE = 24;

/** Longest time that the enrolment of one picture may take, in ms. */
const ENROLMENT = 60_000;

/**
 * A cohort would have to be made, nobody waits for locks between so many visitors, and a machine that is busy with other things gets no
 * decisions of another kind.
 */
const policy: Partial<AccessPolicy> = {
  calibration: false,
  freeFailures: 1000,
  attemptsPerMinute: 1000,
  timeLimit: 600_000,
  largestAge: 60_000,
  largestGap: 60_000,
  clockTolerance: 60_000,
};

/** What came of so many frames. */
export interface Stretch {
  /** Frames that were looked at, and those that the camera made. */
  readonly frames: number;
  readonly made: number;
  /** Decisions: 'authenticated', or the reason of a refusal. */
  readonly decisions: Readonly<Record<string, number>>;
}

const vision = new RemoteLedger('vision.worker.js');
const engine = new RemoteLedger('engine.worker.js');
const camera = new VisitorCamera();
let kiosk: Kiosk;
let shows: { readonly name: string | null; readonly pictures: readonly VideoFrame[] }[];
let visits = 0;

const soak = {
  /** Opens the kiosk and enrols whoever has a name. @returns what the engine runs on. */
  async open({ backbone, detector, landmarks, liveness, threshold, visitors }: SoakSetting): Promise<string> {
    kiosk = await openKiosk({
      engine: { backbone, workerUrl: engine.workerUrl, wasmPaths: '/ort/', ...(threshold && { threshold }) },
      vision: { detector, landmarks, liveness: [liveness], workerUrl: vision.workerUrl },
      store: { name: 'soak' },
      liveness: [passiveLiveness()],
      policy,
    });
    shows = await Promise.all(
      visitors.map(async (visitor) => ({ name: visitor.name, pictures: await loadPictures(visitor) })),
    );
    for (const { name, pictures } of shows) {
      if (name === null) continue;
      camera.show(pictures);
      const consent = { purpose: 'to come in', given: Date.now(), expires: null };
      const enrolment = kiosk.enrol(name, consent, { pictures: 1 });
      await kiosk.watch(camera, enrolment, () => {}, { signal: AbortSignal.timeout(ENROLMENT) });
      await enrolment.finish();
    }
    return (await kiosk.info()).engine.adapter;
  },

  /** Has visitors come until so many frames were looked at. */
  async run(frames: number): Promise<Stretch> {
    const decisions: Record<string, number> = {};
    const made = camera.made;
    let looked = 0;
    while (looked < frames) {
      const { pictures } = shows[visits++ % shows.length]!;
      camera.show(pictures);
      const decision = await visit(() => ++looked);
      decisions[decision] = (decisions[decision] ?? 0) + 1;
    }
    camera.show([]);
    return { frames: looked, made: camera.made - made, decisions };
  },

  async holdings(): Promise<Record<'page' | 'vision' | 'engine', Holdings>> {
    return { page: holdings(), vision: await vision.holdings(), engine: await engine.holdings() };
  },
};

/** One attempt. @param onFrame hears of every frame that was looked at. */
async function visit(onFrame: () => void): Promise<string> {
  const attempt = kiosk.unlock();
  const patience = new AbortController();
  let seen = 0;
  try {
    await kiosk.watch(
      camera,
      attempt,
      () => {
        onFrame();
        if (++seen >= PATIENCE) patience.abort();
      },
      { signal: patience.signal },
    );
  } catch (error) {
    if (!(error instanceof KinfoldError && error.code === 'aborted')) throw error;
  }
  const decision = attempt.cancel();
  return decision.authenticated ? 'authenticated' : decision.reason;
}

export type Soak = typeof soak;

Object.assign(globalThis, { soak });
