import { absolute } from '../worker/addresses.js';
import { checkTimeout, DEFAULT_TIMEOUT, startWorker } from '../worker/start.js';
import { RemoteVision } from './remote.js';
import type { Vision, VisionOptions } from './vision.js';

export interface ConnectVisionOptions extends VisionOptions {
  /**
   * Where the worker's file (`kinfold/vision-worker`) is served, on the page's own origin. Default: beside this module, where bundlers
   * put it.
   */
  readonly workerUrl?: string | URL;
  /** Longest time without a sign of life from the worker while a frame is looked at or models are opened, in ms, 1 to 2,147,483,647. Default 60,000. */
  readonly timeout?: number;
}

/**
 * Starts a face pipeline in a worker of its own. Addresses in the options are relative to the page. Frames are transferred to it.
 *
 * The worker is supervised: if it dies or falls silent, pending frames reject with `worker-crashed` or `timeout`, and `restart()` starts
 * another.
 *
 * @throws KinfoldError `worker-crashed` if the worker cannot be loaded, `dependency-missing` if there are no workers here,
 * `argument-invalid`, and what {@link createVision} throws.
 */
export async function connectVision({
  workerUrl,
  timeout = DEFAULT_TIMEOUT,
  ...options
}: ConnectVisionOptions): Promise<Vision> {
  checkTimeout('connectVision', timeout);
  const start = () =>
    startWorker(
      'connectVision',
      'createVision() in Node',
      workerUrl,
      () => new Worker(new URL('./vision.worker.js', import.meta.url), { type: 'module' }),
    );
  return RemoteVision.connect(start, asSent(options), timeout);
}

/** The options with absolute addresses, and of the backbone only what is read of it. */
function asSent({ detector, landmarks, liveness, backbone, wasmPaths, ...rest }: VisionOptions): VisionOptions {
  const seen = <Source>(field: string, source: Source) => absolute('connectVision', field, source);
  return {
    ...rest,
    detector: seen('detector', detector),
    ...(landmarks && { landmarks: seen('landmarks', landmarks) }),
    ...(liveness && { liveness: liveness.map((source) => seen('liveness', source)) }),
    backbone: typeof backbone === 'string' ? seen('backbone', backbone) : { card: backbone.card },
    ...(wasmPaths !== undefined && { wasmPaths: seen('wasmPaths', wasmPaths) }),
  };
}
