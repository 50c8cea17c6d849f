import type { AttemptState, Decision } from '../access/decision.js';
import type { AttemptOptions } from '../access/types.js';
import type { Camera } from './camera.js';
import type { Kiosk } from './kiosk.js';
import { Run, type RunState } from './run.js';

/**
 * Where an unlock stands. A decision that authenticates somebody speaks of the moment in which it was made: after 5 s it is `idle` again,
 * and whoever was let in has to show themselves anew. A refusal stays.
 */
export type UnlockState = RunState<AttemptState>;

/** How long the state says that somebody was authenticated, in ms: long enough to read it, too short for another to come by. */
const STANDS = 5_000;

/** Attempts to unlock, one at a time. */
export class UnlockRun extends Run<AttemptState> {
  readonly #onDecision: (decision: Decision) => void;
  #forgetting: ReturnType<typeof setTimeout> | undefined;

  /** @param onDecision hears of every decision once; an attempt that is cancelled has none. */
  constructor(onDecision: (decision: Decision) => void) {
    super();
    this.#onDecision = onDecision;
  }

  /** Begins an attempt. One whose camera stops to show anything ends as `aborted`: another person may stand there afterwards. */
  start(kiosk: Kiosk | null, camera: Promise<Camera> | Camera | null, options?: AttemptOptions): Promise<void> {
    return this.run(kiosk, camera, (opened, over) => {
      const attempt = kiosk!.unlock(options);
      const forget = opened.onState((state) => {
        // What was decided before stays so, and is told once.
        if (state !== 'live' && this.state.state !== 'decided') {
          this.end({ state: 'decided', decision: attempt.cancel() });
        }
      });
      over.addEventListener('abort', forget);
      return attempt;
    });
  }

  protected override set(state: UnlockState): void {
    clearTimeout(this.#forgetting);
    super.set(state);
    if (state.state !== 'decided') return;
    if (state.decision.authenticated) this.#forgetting = setTimeout(() => this.cancel(), STANDS);
    this.#onDecision(state.decision);
  }
}
