import * as Comlink from 'comlink';
import { KinfoldError, throwIfAborted } from '../errors.js';
import type { Envelope, Server } from './envelope.js';
import { whenReleased } from './life-lock.js';

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
export interface Abortable<Served extends Server> {
  readonly signal: AbortSignal | undefined;
  /** Tells the worker. */
  abort(server: Served): Promise<unknown>;
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

/** A call that waits for its answer. */
interface Pending {
  readonly subject: string;
  fail(error: KinfoldError): void;
}

let watched = 0;

/** How a worker is reached and called. */
export interface Place {
  /** What messages call it: 'engine worker'. */
  readonly name: string;
  readonly worker: WorkerPort;
  /** Longest silence of the worker while a call waits, in ms. */
  readonly timeout: number;
}

/** The life of one worker. Comlink never settles a call whose worker died; every call here is settled, whatever happens. */
export class Connection<Served extends Server> {
  readonly #name: string;
  readonly #worker: WorkerPort;
  readonly #server: Served;
  readonly #timeout: number;
  /** The one that has waited longest comes first. */
  readonly #pending = new Set<Pending>();
  readonly #watch = new AbortController();
  #end: End | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor({ name, worker, timeout }: Place) {
    this.#name = name;
    this.#worker = worker;
    this.#timeout = timeout;
    this.#server = Comlink.wrap(worker) as unknown as Served;
    // Calls take turns: a call may wait long behind others of a worker that is well.
    worker.addEventListener('message', () => this.noteSign());
    worker.addEventListener('error', (event) => {
      const { message, error } = event as ErrorEvent;
      const reason = message
        ? `the ${name} failed: ${message}; call restart()`
        : `the ${name} could not be loaded; check that workerUrl serves its file as JavaScript and that the Content-Security-Policy allows it in worker-src`;
      this.end('worker-crashed', reason, error ?? undefined);
    });
    worker.addEventListener('messageerror', () => {
      this.end('worker-crashed', `an answer of the ${name} could not be read; call restart()`);
    });
  }

  get isAlive(): boolean {
    return this.#end === undefined;
  }

  /** Has the worker's death reported, where there are Web Locks. Call it first. */
  async watch(): Promise<void> {
    const lock = `kinfold-${Date.now()}-${Math.random()}-${watched++}`;
    const { value: isHeld } = await this.call('connect', (server) => server.hold(lock));
    if (!isHeld) return;
    whenReleased(lock, this.#watch.signal, () => {
      this.end('worker-crashed', `the ${this.#name} was terminated; call restart()`);
    });
  }

  /** Ends the worker. Pending and later calls reject with `code`. */
  end(code: End['code'], reason: string, cause?: unknown): void {
    if (this.#end) return;
    this.#end = { code, reason, cause };
    this.#watch.abort();
    this.#worker.terminate();
    for (const { subject, fail } of [...this.#pending]) fail(ended(subject, this.#end));
  }

  /**
   * Sends one message and waits for its answer.
   * @throws what the worker threw; `worker-crashed`, `closed`, `timeout`, `aborted`; `argument-invalid` if an argument cannot be sent.
   */
  async call<Value>(
    subject: string,
    send: (server: Served) => Promise<Envelope<Value>>,
    abortable?: Abortable<Served>,
  ): Promise<Answer<Value>> {
    const signal = abortable?.signal;
    if (abortable?.isUnderWay && signal?.aborted) this.#abort(abortable);
    else throwIfAborted(signal, subject);
    if (this.#end) throw ended(subject, this.#end);
    let fail!: (error: KinfoldError) => void;
    const stopped = new Promise<never>((_, reject) => {
      fail = reject;
    });
    const onAbort = () => {
      this.#abort(abortable!);
      if (abortable!.atOnce) fail(aborted(subject, signal!));
    };
    const pending: Pending = { subject, fail };
    this.#pending.add(pending);
    if (this.#pending.size === 1) this.noteSign();
    signal?.addEventListener('abort', onAbort);
    try {
      const answer = send(this.#server).catch((cause: unknown) => {
        throw unanswered(subject, this.#name, cause);
      });
      const envelope = await Promise.race([answer, stopped]);
      if (!('error' in envelope)) return { value: envelope.value, state: envelope.state };
      const error = unpackError(envelope.error);
      const isAborted = signal?.aborted && error instanceof KinfoldError && error.code === 'aborted';
      throw isAborted ? aborted(subject, signal) : error;
    } finally {
      this.#pending.delete(pending);
      if (this.#pending.size === 0) clearTimeout(this.#silence);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  #abort(abortable: Abortable<Served>): void {
    if (this.isAlive) void abortable.abort(this.#server);
  }

  /** The worker lives: it has the whole time again. */
  noteSign(): void {
    clearTimeout(this.#silence);
    if (this.#pending.size > 0) this.#silence = setTimeout(() => this.#giveUp(), this.#timeout);
  }

  /** A worker that says nothing while calls wait is stuck: it is ended. */
  #giveUp(): void {
    const [longest] = this.#pending;
    const { subject, fail } = longest!;
    const silent = `no sign of life from the ${this.#name} in ${this.#timeout} ms`;
    const error = new KinfoldError('timeout', `${subject}: ${silent}; call restart(), or allow more with \`timeout\``);
    fail(error);
    this.end('worker-crashed', `the ${this.#name} was ended because ${subject} got ${silent}; call restart()`, error);
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
function unanswered(subject: string, name: string, cause: unknown): KinfoldError {
  const [code, reason] =
    cause instanceof Error && cause.name === 'DataCloneError'
      ? (['argument-invalid', 'an argument cannot be sent to a worker; pass plain data'] as const)
      : (['worker-crashed', `the worker does not answer as Kinfold's ${name}; check workerUrl`] as const);
  return new KinfoldError(code, `${subject}: ${reason}`, { cause });
}
