import { Observable } from '../kiosk/observable.js';
import { asError } from '../kiosk/run.js';

/** Where something stands that takes time to open. */
export type Opening<Thing> =
  | { readonly status: 'opening'; readonly thing: null; readonly error: null }
  | { readonly status: 'ready'; readonly thing: Thing; readonly error: null }
  | { readonly status: 'failed'; readonly thing: null; readonly error: Error };

const OPENING = { status: 'opening', thing: null, error: null } as const;

/** Something that is open while a component is mounted. */
export class Held<Thing extends { close(): unknown }> extends Observable<Opening<Thing>> {
  readonly #open: () => Promise<Thing>;
  readonly #closings: Set<Promise<unknown>>;
  #life: AbortController | undefined;
  #isHeld = false;

  /** @param closings of others of its kind: nothing opens before they are done. */
  constructor(open: () => Promise<Thing>, closings = new Set<Promise<unknown>>()) {
    super(OPENING);
    this.#open = open;
    this.#closings = closings;
  }

  /** Opens it. What is let go of and held again at once, as by React's StrictMode, stays open. */
  readonly hold = (): (() => void) => {
    this.#isHeld = true;
    if (!this.#life) this.restart();
    return () => {
      this.#isHeld = false;
      queueMicrotask(() => {
        if (!this.#isHeld) this.#close();
      });
    };
  };

  /** Closes it, and opens it again. */
  readonly restart = (): void => {
    this.#close();
    if (!this.#isHeld) return;
    const life = new AbortController();
    this.#life = life;
    const opened = this.#openAfterOthers(life.signal);
    opened.then(
      (thing) => {
        if (thing && !life.signal.aborted) this.set({ status: 'ready', thing, error: null });
      },
      (error: unknown) => {
        if (!life.signal.aborted) this.set({ status: 'failed', thing: null, error: asError(error) });
      },
    );
    life.signal.addEventListener('abort', () => {
      const closed = opened.then((thing) => thing?.close()).catch(() => {});
      this.#closings.add(closed);
      void closed.then(() => this.#closings.delete(closed));
    });
  };

  async #openAfterOthers(signal: AbortSignal): Promise<Thing | undefined> {
    // What is let go of in the same moment, as when one component takes the place of another, is closing a moment later.
    await Promise.resolve();
    await Promise.all(this.#closings);
    return signal.aborted ? undefined : this.#open();
  }

  #close(): void {
    this.#life?.abort();
    this.#life = undefined;
    this.set(OPENING);
  }
}
