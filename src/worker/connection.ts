import * as Comlink from 'comlink';
import { KinfoldError, throwIfAborted } from '../errors.js';
import { whenReleased } from './life-lock.js';
import type { EngineServer, Envelope } from './protocol.js';
import { unpackError } from './wire-error.js';

/** A `Worker`, or whatever stands in for one. */
export interface WorkerPort extends Comlink.Endpoint {
  terminate(): void;
}

export interface Answer<Value> {
  readonly value: Value;
  /** The engine's state, if the call changed it. */
  readonly state: Uint8Array | undefined;
}

/** How a call can be stopped. */
export interface Abortable {
  readonly signal: AbortSignal | undefined;
  readonly id: number;
  /**
   * Whether an abort rejects before the worker has answered. A call that changes state waits for the answer, which says
   * whether the abort came in time: whoever hears `aborted` can rely on nothing having changed.
   */
  readonly atOnce: boolean;
  /** Whether the call goes on with something that has started: an abort before it is told to the worker, which answers it. */
  readonly isUnderWay?: boolean;
}

interface End {
  readonly code: 'worker-crashed' | 'closed';
  readonly reason: string;
  readonly cause: unknown;
}

let watched = 0;

/** The life of one worker. Comlink never settles a call whose worker died; every call here is settled, whatever happens. */
export class Connection {
  readonly #worker: WorkerPort;
  readonly #server: EngineServer;
  readonly #timeout: number;
  readonly #pending = new Set<() => void>();
  readonly #watch = new AbortController();
  #end: End | undefined;

  /** @param timeout longest time for an answer, in ms. */
  constructor(worker: WorkerPort, timeout: number) {
    this.#worker = worker;
    this.#timeout = timeout;
    this.#server = Comlink.wrap(worker) as unknown as EngineServer;
    worker.addEventListener('error', (event) => {
      const { message, error } = event as ErrorEvent;
      const reason = message
        ? `the engine worker failed: ${message}; call restart()`
        : 'the engine worker could not be loaded; check that workerUrl serves its file as JavaScript and that the Content-Security-Policy allows it in worker-src';
      this.end('worker-crashed', reason, error ?? undefined);
    });
    worker.addEventListener('messageerror', () => {
      this.end('worker-crashed', 'an answer of the engine worker could not be read; call restart()');
    });
  }

  get isAlive(): boolean {
    return this.#end === undefined;
  }

  /** Has the worker's death reported, where there are Web Locks. Call it first. */
  async watch(): Promise<void> {
    const name = `kinfold-engine-${Date.now()}-${Math.random()}-${watched++}`;
    const { value: isHeld } = await this.call('connect', (server) => server.hold(name));
    if (!isHeld) return;
    whenReleased(name, this.#watch.signal, () => {
      this.end('worker-crashed', 'the engine worker was terminated; call restart()');
    });
  }

  /** Ends the worker. Pending and later calls reject with `code`. */
  end(code: End['code'], reason: string, cause?: unknown): void {
    if (this.#end) return;
    this.#end = { code, reason, cause };
    this.#watch.abort();
    this.#worker.terminate();
    for (const fail of [...this.#pending]) fail();
  }

  /**
   * Sends one message and waits for its answer.
   * @throws what the engine threw; `worker-crashed`, `closed`, `timeout`, `aborted`; `argument-invalid` if an argument cannot be sent.
   */
  async call<Value>(
    subject: string,
    send: (server: EngineServer) => Promise<Envelope<Value>>,
    abortable?: Abortable,
  ): Promise<Answer<Value>> {
    const signal = abortable?.signal;
    if (abortable?.isUnderWay && signal?.aborted) this.#abort(abortable.id);
    else throwIfAborted(signal, subject);
    if (this.#end) throw ended(subject, this.#end);
    let stop!: (error: KinfoldError) => void;
    const stopped = new Promise<never>((_, reject) => {
      stop = reject;
    });
    const onEnd = () => stop(ended(subject, this.#end!));
    const onAbort = () => {
      this.#abort(abortable!.id);
      if (abortable!.atOnce) stop(aborted(subject, signal!));
    };
    const timer = setTimeout(() => {
      this.#pending.delete(onEnd);
      stop(this.#late(subject));
    }, this.#timeout);
    this.#pending.add(onEnd);
    signal?.addEventListener('abort', onAbort);
    try {
      const answer = send(this.#server).catch((cause: unknown) => {
        throw unanswered(subject, cause);
      });
      const envelope = await Promise.race([answer, stopped]);
      if (!('error' in envelope)) return { value: envelope.value, state: envelope.state };
      const error = unpackError(envelope.error);
      const isAborted = signal?.aborted && error instanceof KinfoldError && error.code === 'aborted';
      throw isAborted ? aborted(subject, signal) : error;
    } finally {
      clearTimeout(timer);
      this.#pending.delete(onEnd);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  #abort(id: number): void {
    if (this.isAlive) void this.#server.abort(id);
  }

  /** A worker that does not answer is stuck: it is ended. */
  #late(subject: string): KinfoldError {
    const late = `no answer from the engine worker in ${this.#timeout} ms`;
    const error = new KinfoldError('timeout', `${subject}: ${late}; call restart(), or allow more with \`timeout\``);
    this.end('worker-crashed', `the engine worker was ended because ${subject} got ${late}; call restart()`, error);
    return error;
  }
}

function ended(subject: string, { code, reason, cause }: End): KinfoldError {
  return new KinfoldError(code, `${subject}: ${reason}`, cause === undefined ? undefined : { cause });
}

function aborted(subject: string, signal: AbortSignal): KinfoldError {
  return new KinfoldError('aborted', `${subject}: aborted by the caller; nothing was changed`, {
    cause: signal.reason,
  });
}

/** Kinfold's worker never rejects: what does is the sending, or a worker that is not Kinfold's. */
function unanswered(subject: string, cause: unknown): KinfoldError {
  const [code, reason] =
    cause instanceof Error && cause.name === 'DataCloneError'
      ? (['argument-invalid', 'an argument cannot be sent to a worker; pass plain data'] as const)
      : (['worker-crashed', "the worker does not answer as Kinfold's engine worker; check workerUrl"] as const);
  return new KinfoldError(code, `${subject}: ${reason}`, { cause });
}
