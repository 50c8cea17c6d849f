import * as Comlink from 'comlink';
import type { EngineOptions } from '../engine/options.js';
import type { Correction, TellOptions } from '../engine/telling.js';
import type { CallOptions, Engine, TeachReport } from '../engine/types.js';
import { KinfoldError } from '../errors.js';
import type { Picture } from '../image/picture.js';
import type { TeachOptions, TeachProgress } from '../train/options.js';
import { batches } from './batches.js';
import { Connection, type WorkerPort } from './connection.js';
import { type CallArguments, type CallName, type CallResult, stateChanges } from './protocol.js';
import { RemoteCalls } from './remote-calls.js';
import { argumentTransfers, packArguments } from './transfer.js';

// Keeps connected workers reachable: iOS collects a worker that only a closure refers to.
const connected = new Set<Supervisor>();

const CLOSED = 'the engine was closed; call connect() again';

/**
 * An engine in a worker. It keeps the gallery and the weights as they last stood, so that a worker that dies takes nothing
 * along.
 */
export class Supervisor extends RemoteCalls implements Engine {
  readonly #startWorker: () => WorkerPort;
  readonly #options: EngineOptions;
  readonly #timeout: number;
  #connection: Connection;
  #state: Uint8Array | undefined;
  #restarting: Promise<void> | undefined;
  #isClosed = false;
  #lastId = 0;

  private constructor(startWorker: () => WorkerPort, options: EngineOptions, timeout: number) {
    super();
    this.#startWorker = startWorker;
    this.#options = options;
    this.#timeout = timeout;
    this.#connection = new Connection(startWorker(), timeout);
  }

  /** @param timeout longest silence of the worker while a call waits, in ms. */
  static async connect(startWorker: () => WorkerPort, options: EngineOptions, timeout: number): Promise<Engine> {
    const supervisor = new Supervisor(startWorker, options, timeout);
    connected.add(supervisor);
    try {
      await supervisor.#open();
    } catch (error) {
      await supervisor.close();
      throw error;
    }
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
    const connection = this.#connection;
    const id = ++this.#lastId;
    const abortable = { signal, id, atOnce: false };
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
    const connection = this.#connection;
    const id = ++this.#lastId;
    // It comes on a channel of its own.
    const watch = async (progress: TeachProgress) => {
      connection.noteSign();
      await onProgress?.(progress);
    };
    const sides = packArguments(Object.values(correction));
    const packed = Object.fromEntries(Object.keys(correction).map((kind, i) => [kind, sides[i]])) as Correction;
    const { value, state } = await connection.call(
      'tell',
      (server) => server.tell(id, Comlink.transfer(packed, argumentTransfers(sides)), options, Comlink.proxy(watch)),
      { signal, id, atOnce: false },
    );
    this.#state = state;
    return value;
  }

  restart(): Promise<void> {
    this.#restarting ??= this.#revive().finally(() => {
      this.#restarting = undefined;
    });
    return this.#restarting;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    connected.delete(this);
    this.#connection.end('closed', CLOSED);
  }

  protected async call<Name extends CallName>(
    name: Name,
    args: CallArguments<Name>,
    signal?: AbortSignal,
  ): Promise<CallResult<Name>> {
    const id = ++this.#lastId;
    const changes = stateChanges.has(name);
    const packed = packArguments(args);
    const { value, state } = await this.#connection.call(
      name,
      (server) => server.call(id, name, Comlink.transfer(packed, argumentTransfers(packed))),
      { signal, id, atOnce: !changes },
    );
    if (changes) this.#state = state;
    return value;
  }

  async #open(): Promise<void> {
    const connection = this.#connection;
    const state = this.#state;
    await connection.watch();
    await connection.call('connect', (server) => server.open(this.#options));
    if (state) await connection.call('restart', (server) => server.call(++this.#lastId, 'load', [state]));
  }

  async #revive(): Promise<void> {
    if (this.#isClosed) throw new KinfoldError('closed', `restart: ${CLOSED}`);
    if (this.#connection.isAlive) {
      try {
        // After a lost device the worker is well and can open another.
        await this.#connection.call('restart', (server) => server.restart());
        return;
      } catch {
        // A worker that cannot help itself is replaced.
      }
    }
    this.#connection.end('worker-crashed', 'the engine worker was replaced by restart()');
    if (this.#isClosed) throw new KinfoldError('closed', `restart: ${CLOSED}`);
    this.#connection = new Connection(this.#startWorker(), this.#timeout);
    try {
      await this.#open();
    } catch (error) {
      this.#connection.end('worker-crashed', 'the engine worker could not be started anew; call restart()', error);
      throw error;
    }
  }
}
