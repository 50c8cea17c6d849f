import type { Engine } from '../engine/types.js';
import { KinfoldError } from '../errors.js';

/**
 * The saves that follow changes, one at a time, so that the state that is sent last is also the latest. A restart takes back
 * a save, but not the change before it: the state is saved again, because whoever hears `aborted` relies on nothing having
 * changed. No signal of a caller reaches a save: it belongs to what was done already.
 */
export class Saves {
  #last: Promise<unknown> = Promise.resolve();
  #again: (() => void) | undefined;

  /** The state after a change that was made. */
  next(engine: Engine): Promise<Uint8Array> {
    const save = this.#last.then(() => this.#save(engine));
    this.#last = save.catch(() => {});
    return save;
  }

  /** To be called when the engine has begun to restart: a save behind a call that hangs would never hear of it. */
  repeat(): void {
    this.#again?.();
  }

  async #save(engine: Engine): Promise<Uint8Array> {
    for (;;) {
      const again = new Promise<undefined>((resolve) => {
        this.#again = () => resolve(undefined);
      });
      const state = await Promise.race([engine.save().catch(takenBack), again]);
      if (state) return state;
    }
  }
}

/** Lets pass what only a restart can throw: a save has no signal. */
function takenBack(error: unknown): undefined {
  if (!(error instanceof KinfoldError && error.code === 'aborted')) throw error;
}
