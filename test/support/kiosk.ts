import type { Calibration } from '../../src/engine/calibration.js';
import { KinfoldError, type KinfoldErrorCode } from '../../src/errors.js';
import type { Kiosk, KioskRules } from '../../src/kiosk/kiosk.js';
import { LocalKiosk } from '../../src/kiosk/local-kiosk.js';
import type { Consent } from '../../src/store/consent.js';
import type { Vision } from '../../src/vision/vision.js';
import { fakeEngine } from './fake-engine.js';
import { fakeStore } from './fake-store.js';
import { seen } from './seen.js';

export const NOW = 1_800_000_000_000;

export const consentUntil = (expires: number | null): Consent => ({
  purpose: 'to open the door',
  given: NOW - 1,
  expires,
});

/** An engine that says whether it is calibrated, saves that, and is stale after every change, as the real one is. */
export function calibratedEngine() {
  const { engine, log } = fakeEngine();
  let calibration: (Calibration & { isCurrent: boolean }) | null = null;
  const stale = () => {
    if (calibration) calibration = { ...calibration, isCurrent: false };
  };
  const identify = { threshold: 0.5 } as Calibration['identify'];
  const { info, enrol, remove, calibrate, save, load } = engine;
  engine.info = async () => ({ ...(await info()), calibration });
  engine.enrol = async (...args) => {
    stale();
    return enrol(...args);
  };
  engine.remove = async (name) => {
    stale();
    return remove(name);
  };
  engine.calibrate = async (options) => {
    calibration = { ...(await calibrate(options)), identify, isCurrent: true };
    return calibration;
  };
  engine.save = async () => {
    return new TextEncoder().encode(JSON.stringify({ ...parse(await save()), calibration }));
  };
  engine.load = async (file) => {
    await load(file);
    calibration = parse(file).calibration ?? null;
  };
  return { engine, log };
}

const parse = (file: Uint8Array) => JSON.parse(new TextDecoder().decode(file));

let frames = 0;
const vision: Vision = {
  observe: async (frame, time) => {
    if ('close' in frame) frame.close();
    // Two frames may come in one millisecond.
    return { ...seen(time, {}), frame: frames++ };
  },
  info: async () => ({ detector: 'fake', landmarks: null, liveness: [], crop: { width: 1, height: 1 } }),
  restart: async () => {},
  close: async () => {},
};

/** A kiosk of fakes, whose clock a test can set. */
export async function fakeKiosk(rules: KioskRules = { liveness: [] }) {
  const clock = { now: NOW };
  const { engine, log } = calibratedEngine();
  const store = fakeStore(() => clock.now);
  const kiosk = await LocalKiosk.open({ engine, vision, store, now: () => clock.now }, rules);
  /** Enrols somebody with one picture. */
  const enrol = async (name: string, expires: number | null = null) => {
    const session = kiosk.enrol(name, consentUntil(expires), { pictures: 1 });
    await session.observe(seen(0, { shade: name.length }));
    return session.finish();
  };
  const names = async () => (await engine.identities()).map(({ identity }) => identity);
  return { kiosk, engine, store, log, clock, enrol, names };
}

/** A method that fails like this. */
export const failing = (code: KinfoldErrorCode) => async (): Promise<never> => {
  throw new KinfoldError(code, `fake: ${code}`);
};

/** The names of the people whom a kiosk knows. */
export const peopleOf = async ({ kiosk }: { readonly kiosk: Kiosk }): Promise<string[]> =>
  (await kiosk.people()).map(({ identity }) => identity);
