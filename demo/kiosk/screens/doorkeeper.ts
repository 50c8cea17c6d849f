import { type Attempt, type AttemptState, type Camera, type Decision, guide } from 'kinfold/face';
import type { App } from '../app.js';
import { pause } from '../pause.js';
import { type PresenceState, presence } from '../presence.js';
import { codeOf } from '../problem.js';
import { text } from '../text.js';
import type { CameraView } from '../ui/camera-view.js';
import type { Outcome } from './outcome.js';

/** Milliseconds that a decision is shown at least, and at most while the person stays. */
const SHOWN = 3_000;
const LONGEST = 8_000;

/** Milliseconds before the next try after something went wrong. */
const PAUSE = 2_000;

/** Waits for somebody, has them looked at, says what was decided, and waits until they have left. */
export class Doorkeeper {
  #mustLeave = false;

  constructor(
    readonly app: App,
    readonly view: CameraView,
    readonly outcome: Outcome,
    readonly signal: AbortSignal,
  ) {}

  async run(): Promise<void> {
    const camera = await this.view.open();
    while (camera && !this.signal.aborted) {
      try {
        await this.#serve(camera);
      } catch (error) {
        if (this.signal.aborted) return;
        if (codeOf(error) === 'aborted') continue;
        await this.app.fail(error);
        await pause(PAUSE, this.signal);
      }
    }
  }

  async #serve(camera: Camera): Promise<void> {
    this.view.tone = 'calm';
    this.view.progress = 0;
    this.view.say(text.door.invite);
    await this.#untilPresent(camera, this.signal);
    // Camera and pipeline work: whatever was wrong is so no longer.
    this.app.problem('');
    const decision = await this.#attempt(camera);
    if (decision) await this.#show(camera, decision);
  }

  async #untilPresent(camera: Camera, signal: AbortSignal): Promise<void> {
    const show = (state: PresenceState) => {
      if (state.state !== 'looking') return;
      if (state.hasLeft) this.#mustLeave = false;
      this.view.say(state.guidance ? guide(state.guidance, text) : text.door.invite);
    };
    await this.app.kiosk.watch(camera, presence(this.#mustLeave), show, { signal });
  }

  /** Undefined if the camera went away meanwhile: the attempt is given up, and the next one begins with whoever is there then. */
  async #attempt(camera: Camera): Promise<Decision | undefined> {
    const attempt: Attempt = this.app.kiosk.unlock();
    const away = new AbortController();
    const forget = camera.onState((state) => state !== 'live' && away.abort());
    const show = (state: AttemptState) => {
      if (state.state !== 'looking') return;
      this.view.tone = 'looking';
      this.view.progress = state.progress;
      this.view.say(guide(state.guidance, text));
    };
    try {
      const signal = AbortSignal.any([this.signal, away.signal]);
      const last = await this.app.kiosk.watch(camera, attempt, show, { signal });
      this.#mustLeave = true;
      return last?.state === 'decided' ? last.decision : undefined;
    } finally {
      forget();
      attempt.cancel();
    }
  }

  async #show(camera: Camera, decision: Decision): Promise<void> {
    this.view.tone = decision.authenticated ? 'good' : 'bad';
    this.view.say('');
    const ended = new AbortController();
    const signal = AbortSignal.any([this.signal, ended.signal]);
    this.outcome.show(decision, () => {
      this.#mustLeave = false;
      ended.abort();
    });
    try {
      if (!decision.authenticated && isBroken(decision.reason)) await this.app.recover();
      const wait = decision.authenticated ? 0 : (decision.retryAfter ?? 0);
      if (wait > 0) {
        await this.outcome.countDown(wait, signal);
      } else {
        await pause(SHOWN, signal);
        await Promise.race([this.#untilGone(camera, signal), pause(LONGEST - SHOWN, signal)]);
      }
    } finally {
      ended.abort();
      this.outcome.hide();
    }
  }

  async #untilGone(camera: Camera, signal: AbortSignal): Promise<void> {
    const gone = new AbortController();
    const left = AbortSignal.any([signal, gone.signal]);
    const show = (state: PresenceState) => state.state === 'looking' && state.hasLeft && gone.abort();
    await this.app.kiosk.watch(camera, presence(true), show, { signal: left }).catch((error) => {
      if (codeOf(error) !== 'aborted') throw error;
    });
    if (gone.signal.aborted) this.#mustLeave = false;
  }
}

const isBroken = (reason: string) => reason === 'device-lost' || reason === 'worker-crashed';
