// The page whose stages are timed: a kiosk whose parts are watched from outside, and a camera.
import { temporalLiveness } from '../../src/face/liveness/temporal.js';
import { type Camera, openCamera } from '../../src/kiosk/camera.js';
import type { Kiosk } from '../../src/kiosk/kiosk.js';
import { LocalKiosk } from '../../src/kiosk/local-kiosk.js';
import { openStore } from '../../src/store/open.js';
import { connectVision } from '../../src/vision/client.js';
import { connect } from '../../src/worker/client.js';
import { type FrameTimes, StageClock } from './timed.js';
import type { SoakSetting } from './visitor.js';

const clock = new StageClock();
let kiosk: Kiosk;
let camera: Camera;

const stages = {
  /** Opens the kiosk and the camera. @returns what the engine runs on. */
  async open({ backbone, detector, landmarks }: SoakSetting): Promise<string> {
    const store = await openStore({ name: 'stages' });
    const engine = clock.engine(await connect({ backbone, workerUrl: 'engine.worker.js', wasmPaths: '/ort/' }));
    const seeing = { detector, landmarks, backbone, workerUrl: 'vision.worker.js', wasmPaths: '/ort/' };
    const vision = clock.vision(await connectVision(seeing));
    const policy = { calibration: false, attemptsPerMinute: 1000, freeFailures: 1000 };
    const rules = { liveness: [temporalLiveness()], policy };
    kiosk = await LocalKiosk.open({ engine, vision, store, now: Date.now }, rules);
    camera = await openCamera();
    return (await kiosk.info()).engine.adapter;
  },

  async enrol(): Promise<void> {
    const consent = { purpose: 'to come in', given: Date.now(), expires: null };
    const enrolment = kiosk.enrol('Willow', consent, { pictures: 3 });
    await kiosk.watch(camera, enrolment, () => {}, { signal: AbortSignal.timeout(60_000) });
    await enrolment.finish();
  },

  /** One attempt after the other for so many seconds. @returns what was decided. */
  async unlock(seconds: number): Promise<string[]> {
    const decisions: string[] = [];
    const end = performance.now() + 1000 * seconds;
    while (performance.now() < end) {
      const attempt = kiosk.unlock();
      await kiosk.watch(camera, clock.session(attempt), () => {});
      const decision = attempt.cancel();
      decisions.push(decision.authenticated ? 'authenticated' : decision.reason);
    }
    return decisions;
  },

  times: (): readonly FrameTimes[] => clock.frames,

  async close(): Promise<void> {
    camera.close();
    await kiosk.close();
  },
};

export type Stages = typeof stages;

Object.assign(globalThis, { stages });
