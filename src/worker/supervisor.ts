import * as Comlink from 'comlink';
import type { EngineOptions } from '../engine/options.js';
import type { Correction, TellOptions } from '../engine/telling.js';
import type { CallOptions, Engine, TeachReport } from '../engine/types.js';
import type { Picture } from '../image/picture.js';
import type { TeachOptions, TeachProgress } from '../train/options.js';
import { batches } from './batches.js';
import type { Connection, WorkerPort } from './connection.js';
import { Lifeline } from './lifeline.js';
import { type CallArguments, type CallName, type CallResult, type EngineServer, stateChanges } from './protocol.js';
import { RemoteCalls } from './remote-calls.js';
import { argumentTransfers, closeFrames, packArguments } from './transfer.js';

/**
 * An engine in a worker. It keeps the gallery and the weights as they last stood, so that a worker that dies takes nothing
 * along.
 */
export class Supervisor extends RemoteCalls implements Engine {
  readonly #options: EngineOptions;
  #life!: Lifeline<EngineServer>;
  #state: Uint8Array | undefined;
  #lastId = 0;

  private constructor(options: EngineOptions) {
    super();
    this.#options = options;
  }

  /** @param timeout longest silence of the worker while a call waits, in ms. */
  static async connect(start: () => WorkerPort, options: EngineOptions, timeout: number): Promise<Engine> {
    const supervisor = new Supervisor(options);
    supervisor.#life = await Lifeline.begin<EngineServer>({
      name: 'engine worker',
      closed: 'the engine was closed; call connect() again',
      timeout,
      start,
      open: (connection) => supervisor.#open(connection),
      // After a lost device the worker is well and can open another.
      mend: (connection) => connection.call('restart', (server) => server.restart()),
    });
    return supervisor;
  }

  /** Sends a few pictures a call, so that a worker with many of them gives a sign of life. All are sent at once: none sees a later teach. */
  async embed(pictures: readonly Picture[], { signal, ...options }: CallOptions = {}) {
    const failure = new AbortController();
    const stop = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal;
    const calls = batches(pictures).map((batch) => this.call('embed', [batch, options], stop));
    try {
      return (await Promise.all(calls)).flat();
    } catch (error) {
      failure.abort();
      throw error;
    }
  }

  async *teach({ signal, ...options }: TeachOptions = {}): AsyncGenerator<TeachProgress, TeachReport, void> {
    const subject = 'teach';
    const { connection } = this.#life;
    const id = ++this.#lastId;
    const abortable = { signal, abort: stopping(id), atOnce: false };
    await connection.call(subject, (server) => server.teachStart(id, options), abortable);
    let isSuspended = false;
    try {
      for (;;) {
        const { value: step, state } = await connection.call(subject, (server) => server.teachNext(id), {
          ...abortable,
          isUnderWay: true,
        });
        if (step.done) {
          this.#state = state;
          return step.value;
        }
        isSuspended = true;
        yield step.value;
        isSuspended = false;
      }
    } finally {
      // The caller left at a `yield`; a teach that ended by itself needs no stopping.
      if (isSuspended && connection.isAlive) await connection.call(subject, (server) => server.teachStop(id));
    }
  }

  async tell(correction: Correction, { signal, onProgress, ...options }: TellOptions = {}) {
    const { connection } = this.#life;
    const id = ++this.#lastId;
    // It comes on a channel of its own.
    const watch = async (progress: TeachProgress) => {
      connection.noteSign();
      await onProgress?.(progress);
    };
    const given = Object.values(correction);
    try {
      const sides = packArguments(given);
      const packed = Object.fromEntries(Object.keys(correction).map((kind, i) => [kind, sides[i]])) as Correction;
      const { value, state } = await connection.call(
        'tell',
        (server) => server.tell(id, Comlink.transfer(packed, argumentTransfers(sides)), options, Comlink.proxy(watch)),
        { signal, abort: stopping(id), atOnce: false },
      );
      this.#state = state;
      return value;
    } finally {
      closeFrames(given);
    }
  }

  restart(): Promise<void> {
    return this.#life.restart();
  }

  async close(): Promise<void> {
    this.#life.close();
  }

  protected async call<Name extends CallName>(
    name: Name,
    args: CallArguments<Name>,
    signal?: AbortSignal,
  ): Promise<CallResult<Name>> {
    const id = ++this.#lastId;
    const changes = stateChanges.has(name);
    try {
      const packed = packArguments(args);
      const { value, state } = await this.#life.connection.call(
        name,
        (server) => server.call(id, name, Comlink.transfer(packed, argumentTransfers(packed))),
        { signal, abort: stopping(id), atOnce: !changes },
      );
      if (changes) this.#state = state;
      return value;
    } finally {
      closeFrames(args);
    }
  }

  async #open(connection: Connection<EngineServer>): Promise<void> {
    const state = this.#state;
    await connection.call('connect', (server) => server.open(this.#options));
    if (state) await connection.call('restart', (server) => server.call(++this.#lastId, 'load', [state]));
  }
}

/** How the call of that id is stopped. */
const stopping = (id: number) => (server: EngineServer) => server.abort(id);
