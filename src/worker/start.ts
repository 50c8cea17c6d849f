import { KinfoldError } from '../errors.js';
import type { WorkerPort } from './connection.js';

export const DEFAULT_TIMEOUT = 60_000;

/** The largest delay that `setTimeout` takes. */
const MAX_TIMEOUT = 2_147_483_647;

/** @throws `argument-invalid` for a time-out that is no delay in milliseconds. */
export function checkTimeout(subject: string, timeout: number): void {
  if (timeout >= 1 && timeout <= MAX_TIMEOUT) return;
  throw new KinfoldError(
    'argument-invalid',
    `${subject}: timeout is ${timeout} but expected 1 to ${MAX_TIMEOUT} milliseconds; leave it out for ${DEFAULT_TIMEOUT}`,
  );
}

/**
 * Starts a worker from `workerUrl`, else from where bundlers put it.
 * @param startDefault holds `new Worker(new URL('./….js', import.meta.url), { type: 'module' })` literally, the expression that bundlers look for.
 * @throws `dependency-missing` without workers, `worker-crashed` if the browser refuses the address.
 */
export function startWorker(
  subject: string,
  instead: string,
  workerUrl: string | URL | undefined,
  startDefault: () => Worker,
): WorkerPort {
  if (typeof Worker === 'undefined') {
    throw new KinfoldError(
      'dependency-missing',
      `${subject}: there are no web workers here; call ${subject}() in a browser, or ${instead}`,
    );
  }
  try {
    return workerUrl === undefined ? startDefault() : new Worker(workerUrl, { type: 'module' });
  } catch (cause) {
    throw new KinfoldError(
      'worker-crashed',
      `${subject}: the browser refuses to start a worker from ${workerUrl ?? 'the default place'}; serve its file from the page's own origin and name it in workerUrl`,
      { cause },
    );
  }
}
