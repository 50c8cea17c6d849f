import { Turns } from '../backbone/turns.js';
import { KinfoldError } from '../errors.js';

/**
 * Who may do what when. Whatever touches the device or the state takes turns; the steps of a teach do not, because they have
 * buffers of their own, so that a kiosk goes on recognising while it learns.
 */
export class Gate {
  readonly #turns = new Turns();
  #teaching: symbol | undefined;
  #closed = false;

  throwIfClosed(subject: string): void {
    if (this.#closed) throw new KinfoldError('closed', `${subject}: the engine was closed; open another`);
  }

  /** Runs when it is its turn. Throws `closed`. */
  ask<T>(subject: string, work: () => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      this.throwIfClosed(subject);
      return work();
    });
  }

  /** The same for what changes gallery or weights: it does not wait for a teach, which may take minutes. Throws `busy`. */
  change<T>(subject: string, work: () => Promise<T>): Promise<T> {
    return this.ask(subject, async () => {
      this.#throwIfTeaching(subject);
      return work();
    });
  }

  /** Lets one teach in. The pass is good until it is given back, or until the engine is restarted or closed. */
  startTeaching(): symbol {
    this.throwIfClosed('teach');
    this.#throwIfTeaching('teach');
    this.#teaching = Symbol('teach');
    return this.#teaching;
  }

  /** The last turn of a teach. Throws `aborted` if its pass is no longer good. */
  finishTeaching<T>(pass: symbol, work: () => Promise<T>): Promise<T> {
    return this.ask('teach', async () => {
      if (this.#teaching === pass) return work();
      throw new KinfoldError('aborted', 'teach: the engine was restarted in the meantime; nothing was changed');
    });
  }

  endTeaching(pass: symbol | undefined = this.#teaching): void {
    if (this.#teaching === pass) this.#teaching = undefined;
  }

  /** Refuses everything from now on and runs the last work. The second time it does nothing. */
  async close(work: () => Promise<void>): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#turns.take(work);
  }

  #throwIfTeaching(subject: string): void {
    if (!this.#teaching) return;
    throw new KinfoldError('busy', `${subject}: the engine is being taught; wait for it or abort it`);
  }
}
