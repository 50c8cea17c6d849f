import { KinfoldError } from '../errors.js';
import type { Camera } from './camera.js';
import type { Kiosk } from './kiosk.js';
import { Observable } from './observable.js';
import type { Session } from './session.js';
import { isUnderWay } from './watch.js';

/** What a run adds to the states of its session. */
export type RunState<State> =
  | State
  /** Nothing is under way, and nothing is known. */
  | { readonly state: 'idle' }
  /** No frame was looked at yet. */
  | { readonly state: 'starting' }
  /** It was given up. */
  | { readonly state: 'failed'; readonly error: Error };

const IDLE = { state: 'idle' } as const;

/** A session that can be given up. */
export type RunningSession<State> = Session<State> & { cancel(): unknown };

/** One session after the other, as a state that a page shows. */
export class Run<State extends { readonly state: string }> extends Observable<RunState<State>> {
  #stop: AbortController | undefined;

  constructor() {
    super(IDLE);
  }

  /** Gives up what is under way and forgets how it ended. */
  cancel(): void {
    this.#stop?.abort();
    this.#stop = undefined;
    this.set(IDLE);
  }

  /**
   * Cancels what is under way and shows frames of a camera to another session until that is over. Whatever goes wrong is a state.
   * @param begin gets a signal that is aborted when the session is over, however it ends.
   * @returns resolves once no more frames are looked at.
   */
  protected async run(
    kiosk: Pick<Kiosk, 'watch'> | null,
    camera: Promise<Camera> | Camera | null,
    begin: (camera: Camera, over: AbortSignal) => RunningSession<State>,
  ): Promise<void> {
    this.cancel();
    const stop = new AbortController();
    this.#stop = stop;
    this.set({ state: 'starting' });
    try {
      const opened = await camera;
      if (stop.signal.aborted) return;
      if (!kiosk) throw new KinfoldError('closed', 'start: there is no kiosk that is open; wait until there is one');
      if (!opened) throw new KinfoldError('camera-unavailable', 'start: no camera is open; wait until there is one');
      await this.#watch(kiosk, opened, begin(opened, stop.signal), stop.signal);
    } catch (error) {
      if (!stop.signal.aborted) this.set({ state: 'failed', error: asError(error) });
    } finally {
      stop.abort();
    }
  }

  /** Ends what is under way like this. */
  protected end(state: RunState<State>): void {
    this.#stop?.abort();
    this.set(state);
  }

  async #watch(kiosk: Pick<Kiosk, 'watch'>, camera: Camera, session: RunningSession<State>, signal: AbortSignal) {
    let isOver = false;
    const show = (state: State) => {
      isOver = !isUnderWay(state);
      this.set(state);
    };
    // What was collected outlives the run.
    signal.addEventListener('abort', () => !isOver && session.cancel());
    await kiosk.watch(camera, session, show, { signal });
    if (isOver) return;
    throw new KinfoldError('camera-unavailable', 'start: the camera was closed before it was over; open it again');
  }
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
