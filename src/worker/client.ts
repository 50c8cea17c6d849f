import type { EngineOptions } from '../engine/options.js';
import type { Engine } from '../engine/types.js';
import { absolute } from './addresses.js';
import { checkTimeout, DEFAULT_TIMEOUT, startWorker } from './start.js';
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
  checkTimeout('connect', timeout);
  const start = () =>
    startWorker(
      'connect',
      'createEngine() of kinfold/node in Node',
      workerUrl,
      () => new Worker(new URL('./engine.worker.js', import.meta.url), { type: 'module' }),
    );
  return Supervisor.connect(start, absoluteOptions(options), timeout);
}

function absoluteOptions({ backbone, faces, wasmPaths, ...rest }: EngineOptions): EngineOptions {
  const seen = <Source>(field: string, source: Source) => absolute('connect', field, source);
  return {
    ...rest,
    backbone: seen('backbone', backbone),
    ...(faces && {
      faces: {
        ...faces,
        detector: seen('faces.detector', faces.detector),
        ...(faces.landmarks && { landmarks: seen('faces.landmarks', faces.landmarks) }),
      },
    }),
    ...(wasmPaths !== undefined && { wasmPaths: seen('wasmPaths', wasmPaths) }),
  };
}
