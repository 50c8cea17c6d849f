import type { EngineOptions, ModelSource } from '../engine/options.js';
import type { Engine } from '../engine/types.js';
import { KinfoldError } from '../errors.js';
import type { WorkerPort } from './connection.js';
import { Supervisor } from './supervisor.js';

export interface ConnectOptions extends EngineOptions {
  /**
   * Where the worker's file (`kinfold/worker`) is served, on the page's own origin. Default: beside this module, where
   * bundlers put it.
   */
  readonly workerUrl?: string | URL;
  /**
   * Longest time without a sign of life from the worker while calls wait for it, in ms, 1 to 2,147,483,647: every answer and
   * every progress of `teach` starts it again. `enrol`, `verify` and `identify` answer once, after the last of their pictures:
   * allow more for hundreds of them. Default 60,000.
   */
  readonly timeout?: number;
}

const DEFAULT_TIMEOUT = 60_000;

/** The largest delay that `setTimeout` takes. */
const MAX_TIMEOUT = 2_147_483_647;

/**
 * Starts the engine in a worker of its own and opens it there. Addresses in the options are relative to the page.
 *
 * The worker is supervised. If it dies, pending calls reject with `worker-crashed`; if it gives no sign of life for
 * `timeout` ms, the call that waited longest rejects with `timeout`, and the worker is ended. `restart()` then starts another with the gallery and the weights as they last stood. A
 * `VideoFrame` that is passed to the engine is closed; every other picture stays the caller's.
 *
 * @throws `worker-crashed` if the worker cannot be loaded, `dependency-missing` if there are no workers here,
 * `argument-invalid`, and what opening the engine throws: `adapter-missing`, `model-missing`, `checksum-mismatch` …
 */
export async function connect({ workerUrl, timeout = DEFAULT_TIMEOUT, ...options }: ConnectOptions): Promise<Engine> {
  if (!(timeout >= 1 && timeout <= MAX_TIMEOUT)) {
    throw new KinfoldError(
      'argument-invalid',
      `connect: timeout is ${timeout} but expected 1 to ${MAX_TIMEOUT} milliseconds; leave it out for ${DEFAULT_TIMEOUT}`,
    );
  }
  return Supervisor.connect(() => startWorker(workerUrl), absoluteOptions(options), timeout);
}

function startWorker(workerUrl: string | URL | undefined): WorkerPort {
  if (typeof Worker === 'undefined') {
    throw new KinfoldError(
      'dependency-missing',
      'connect: there are no web workers here; call connect() in a browser, or createEngine() of kinfold/node in Node',
    );
  }
  try {
    // Bundlers look for this very expression.
    if (workerUrl === undefined) return new Worker(new URL('./engine.worker.js', import.meta.url), { type: 'module' });
    return new Worker(workerUrl, { type: 'module' });
  } catch (cause) {
    throw new KinfoldError(
      'worker-crashed',
      `connect: the browser refuses to start a worker from ${workerUrl ?? 'the default place'}; serve its file from the page's own origin and name it in workerUrl`,
      { cause },
    );
  }
}

/** A worker would take addresses as relative to its own file. */
function absoluteOptions({ backbone, faces, wasmPaths, ...rest }: EngineOptions): EngineOptions {
  return {
    ...rest,
    backbone: absoluteSource('backbone', backbone),
    ...(faces && {
      faces: {
        ...faces,
        detector: absoluteSource('faces.detector', faces.detector),
        ...(faces.landmarks && { landmarks: absoluteSource('faces.landmarks', faces.landmarks) }),
      },
    }),
    ...(wasmPaths !== undefined && { wasmPaths: absolute('wasmPaths', wasmPaths) }),
  };
}

function absoluteSource(field: string, source: ModelSource): ModelSource {
  return typeof source === 'string' ? absolute(field, source) : source;
}

function absolute(field: string, address: string): string {
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  try {
    return new URL(address, base).href;
  } catch (cause) {
    throw new KinfoldError('argument-invalid', `connect: ${field} is "${address}", which is no address; pass a URL`, {
      cause,
    });
  }
}
