import * as Comlink from 'comlink';
import { holdForLife } from './life-lock.js';
import { resultTransfers } from './transfer.js';
import { packError, type WireError } from './wire-error.js';

/**
 * What every method of a worker answers; none of them rejects, because Comlink would drop an error's code and cause.
 * `state` is the engine's `save()` after a change: it comes in the same message as the value, so that a change that the page
 * has heard of can never be lost with the worker.
 */
export type Envelope<Value> = { readonly value: Value; readonly state?: Uint8Array } | { readonly error: WireError };

/** What every worker serves over Comlink, whatever else it does. */
export interface Server {
  /** Holds the Web Lock `name` until the worker ends. False where there are no Web Locks. */
  hold(name: string): Promise<Envelope<boolean>>;
}

/**
 * Answers with what `task` gives, or with what it throws.
 * @param transfers the parts of a value that are handed over. Default: the buffers of its typed arrays.
 */
export async function answer<Value>(
  task: () => Promise<{ readonly value: Value; readonly state?: Uint8Array }>,
  transfers: (value: Value) => Transferable[] = (value) => resultTransfers(value),
): Promise<Envelope<Value>> {
  try {
    const envelope = await task();
    return Comlink.transfer(envelope, [...transfers(envelope.value), ...resultTransfers(envelope.state)]);
  } catch (error) {
    return { error: packError(error) };
  }
}

/**
 * Serves methods to another thread.
 * @param endpoint where the messages come in. Default: this worker's own.
 */
export function serve<Served extends Server>(methods: Omit<Served, 'hold'>, endpoint?: Comlink.Endpoint): void {
  const hold: Server['hold'] = (name) => answer(async () => ({ value: await holdForLife(name) }));
  Comlink.expose({ ...methods, hold }, endpoint);
}

/** Marks what of an argument is handed over with it. */
export const handOver = Comlink.transfer;

/** Where messages come in. */
export type Endpoint = Comlink.Endpoint;
