import { KinfoldError } from '../errors.js';
import { Connection, type WorkerPort } from './connection.js';
import type { Server } from './envelope.js';

/** What a supervised worker is, and how one is set up. */
export interface Supervised<Served extends Server> {
  /** What messages call it: 'engine worker'. */
  readonly name: string;
  /** What messages say when it was closed: 'the engine was closed; call connect() again'. */
  readonly closed: string;
  /** Longest silence while a call waits, in ms. */
  readonly timeout: number;
  start(): WorkerPort;
  /** Tells a fresh worker what it is to do. */
  open(connection: Connection<Served>): Promise<unknown>;
  /** Has a living worker help itself. Without it, a restart replaces the worker. */
  mend?(connection: Connection<Served>): Promise<unknown>;
}

// Keeps workers reachable: iOS collects a worker that only a closure refers to.
const alive = new Set<object>();

/** A worker and those that follow it when it dies. */
export class Lifeline<Served extends Server> {
  readonly #supervised: Supervised<Served>;
  #connection: Connection<Served>;
  #restarting: Promise<void> | undefined;
  #isClosed = false;

  private constructor(supervised: Supervised<Served>) {
    this.#supervised = supervised;
    this.#connection = this.#connect();
  }

  /** Starts the first worker. @throws what `open` throws, and what starting a worker does. */
  static async begin<Served extends Server>(supervised: Supervised<Served>): Promise<Lifeline<Served>> {
    const lifeline = new Lifeline(supervised);
    alive.add(lifeline);
    try {
      await lifeline.#open();
    } catch (error) {
      lifeline.close();
      throw error;
    }
    return lifeline;
  }

  /** The present worker's, dead or alive. */
  get connection(): Connection<Served> {
    return this.#connection;
  }

  /** Resolves when no restart is under way, whatever came of it. */
  async settled(): Promise<void> {
    await this.#restarting?.catch(() => {});
  }

  /** Mends or replaces the worker; once, however many ask for it. @throws `closed`, and what `open` throws. */
  restart(): Promise<void> {
    this.#restarting ??= this.#revive().finally(() => {
      this.#restarting = undefined;
    });
    return this.#restarting;
  }

  /** Ends it; pending and later calls reject with `closed`. */
  close(): void {
    this.#isClosed = true;
    alive.delete(this);
    this.#connection.end('closed', this.#supervised.closed);
  }

  #connect(): Connection<Served> {
    const { name, timeout } = this.#supervised;
    return new Connection<Served>({ name, worker: this.#supervised.start(), timeout });
  }

  async #open(): Promise<void> {
    const connection = this.#connection;
    await connection.watch();
    await this.#supervised.open(connection);
  }

  async #revive(): Promise<void> {
    const { name, mend } = this.#supervised;
    this.#refuseClosed();
    if (mend && this.#connection.isAlive) {
      try {
        await mend(this.#connection);
        return;
      } catch {
        // A worker that cannot help itself is replaced.
      }
    }
    this.#connection.end('worker-crashed', `the ${name} was replaced by restart()`);
    this.#refuseClosed();
    this.#connection = this.#connect();
    try {
      await this.#open();
    } catch (error) {
      this.#connection.end('worker-crashed', `the ${name} could not be started anew; call restart()`, error);
      throw error;
    }
  }

  #refuseClosed(): void {
    if (this.#isClosed) throw new KinfoldError('closed', `restart: ${this.#supervised.closed}`);
  }
}
