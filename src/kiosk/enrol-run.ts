import { KinfoldError } from '../errors.js';
import type { Consent } from '../store/consent.js';
import type { Camera } from './camera.js';
import type { EnrolmentReport, EnrolmentSession, EnrolmentState } from './enrolment.js';
import type { EnrolOptions, Kiosk } from './kiosk.js';
import { asError, Run, type RunState } from './run.js';

/** What follows once there are enough pictures. */
export type KeepingState =
  /** They are being written down. */
  { readonly state: 'keeping' } | { readonly state: 'enrolled'; readonly report: EnrolmentReport };

/** Where an enrolment stands. From `complete` only `finish` leads on: nothing is kept before. */
export type EnrolState = RunState<EnrolmentState | KeepingState>;

/** Enrolments, one at a time. */
export class EnrolRun extends Run<EnrolmentState | KeepingState> {
  #session: EnrolmentSession | undefined;

  /** Begins to collect pictures of somebody. While the camera shows nothing it waits. */
  start(
    kiosk: Kiosk | null,
    camera: Promise<Camera> | Camera | null,
    identity: string,
    consent: Consent | null,
    options?: EnrolOptions,
  ): Promise<void> {
    return this.run(kiosk, camera, () => {
      if (!consent) throw new KinfoldError('consent-missing', `start: "${identity}" has not agreed; pass a consent`);
      this.#session = kiosk!.enrol(identity, consent, options);
      return this.#session;
    });
  }

  override cancel(): void {
    // What is being written is written whole.
    if (this.state.state !== 'keeping') this.#session?.cancel();
    this.#session = undefined;
    super.cancel();
  }

  /** Enrols what was collected, as `EnrolmentSession.finish`. Where that failed it can be tried again. */
  async finish(identity?: string): Promise<void> {
    if (this.state.state === 'keeping') return;
    const session = this.#session;
    this.end({ state: 'keeping' });
    try {
      if (!session) throw new KinfoldError('closed', 'finish: no enrolment is under way; start one');
      const report = await session.finish(identity);
      if (session === this.#session) this.set({ state: 'enrolled', report });
    } catch (error) {
      if (session === this.#session) this.set({ state: 'failed', error: asError(error) });
    }
  }
}
