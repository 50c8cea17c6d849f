import type { WorkerPort } from '../../src/worker/connection.js';
import type { Endpoint } from '../../src/worker/envelope.js';

/** Stands in for a `Worker` in Node: a message channel with a server behind it, and the ways in which a worker dies. */
export class ChannelWorker implements WorkerPort {
  readonly #port: MessagePort;
  readonly #far: MessagePort;
  readonly #failures = new EventTarget();
  isTerminated = false;

  /** @param serve what the worker's own script does with the endpoint where messages come in. */
  constructor(serve: (endpoint: Endpoint) => void) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#far = port2;
    serve(port2);
    port1.start();
  }

  postMessage(message: unknown, transfer: Transferable[] = []): void {
    this.#port.postMessage(message, transfer);
  }

  addEventListener(type: string, listener: EventListenerOrEventListenerObject): void {
    (type === 'message' ? this.#port : this.#failures).addEventListener(type, listener);
  }

  removeEventListener(type: string, listener: EventListenerOrEventListenerObject): void {
    (type === 'message' ? this.#port : this.#failures).removeEventListener(type, listener);
  }

  terminate(): void {
    this.isTerminated = true;
    this.vanish();
  }

  /** Dies without a word. */
  vanish(): void {
    this.#far.close();
    this.#port.close();
  }

  /** Dies of an exception, as a browser reports it. A worker that could not be loaded has no message. */
  fail(message?: string): void {
    this.#failures.dispatchEvent(Object.assign(new Event('error'), message && { message, error: null }));
  }

  /** Sends something that cannot be read. */
  garble(): void {
    this.#failures.dispatchEvent(new Event('messageerror'));
  }
}
