import { Turns } from '../backbone/turns.js';
import { KinfoldError } from '../errors.js';

/** A call's turn. What it wants to change it changes only after `check`. */
export interface Turn {
  /** Throws `aborted` if the engine was restarted, and `closed` if it was closed, since the turn began. */
  check(): void;
}

/**
 * Who may do what when. Whatever touches the device or the state takes turns; the steps of a teach do not, because they have
 * buffers of their own, so that a kiosk goes on recognising while it learns.
 */
export class Gate {
  #turns = new Turns();
  /** Changes with every restart: what began before must not end as if nothing had happened. */
  #life = 0;
  #teaching: Turn | undefined;
  #closed = false;
  #changes = 0;

  throwIfClosed(subject: string): void {
    if (this.#closed) throw new KinfoldError('closed', `${subject}: the engine was closed; open another`);
  }

  /** Runs when it is its turn. Throws `closed`. */
  ask<T>(subject: string, work: (turn: Turn) => Promise<T>): Promise<T> {
    const life = this.#life;
    const check = () => {
      this.throwIfClosed(subject);
      if (life !== this.#life) {
        throw new KinfoldError('aborted', `${subject}: the engine was restarted in the meantime; nothing was changed`);
      }
    };
    return this.#turns.take(async () => {
      check();
      const result = await work({ check });
      check();
      return result;
    });
  }

  /** The same for what changes gallery or weights: it does not wait for a teach, which may take minutes. Throws `busy`. */
  change<T>(subject: string, work: (turn: Turn) => Promise<T>): Promise<T> {
    return this.ask(subject, async (turn) => {
      this.#throwIfTeaching(subject);
      this.#changes++;
      return work(turn);
    });
  }

  /** Changes that were begun so far; none is while a teach has its turn. */
  get changes(): number {
    return this.#changes;
  }

  /** Lets one teach in; `endTeaching` lets it out. Throws `busy`. */
  startTeaching<T>(work: (turn: Turn) => Promise<T>): Promise<{ turn: Turn; result: T }> {
    return this.ask('teach', async (turn) => {
      this.#throwIfTeaching('teach');
      this.#teaching = turn;
      try {
        return { turn, result: await work(turn) };
      } catch (error) {
        this.endTeaching(turn);
        throw error;
      }
    });
  }

  endTeaching(turn: Turn): void {
    if (this.#teaching === turn) this.#teaching = undefined;
  }

  /** Gives up on everything that is waiting or running, even on what hangs, and runs `work` as the first of a new life. */
  restart<T>(work: (turn: Turn) => Promise<T>): Promise<T> {
    this.throwIfClosed('restart');
    this.#life++;
    this.#teaching = undefined;
    this.#turns = new Turns();
    return this.ask('restart', work);
  }

  /** Refuses everything from now on and runs the last work. The second time it does nothing. */
  async close(work: () => Promise<void>): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await work();
  }

  #throwIfTeaching(subject: string): void {
    if (!this.#teaching) return;
    throw new KinfoldError('busy', `${subject}: the engine is being taught; wait for it or abort it`);
  }
}
