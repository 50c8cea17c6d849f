import { KinfoldError } from '../errors.js';
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
 * @throws `worker-crashed` if the worker cannot be loaded, `dependency-missing` if there are no workers here, `argument-invalid`, and what
 * {@link createVision} throws.
 */
export async function connectVision(_options: ConnectVisionOptions): Promise<Vision> {
  throw new KinfoldError('dependency-missing', 'connectVision: is not there yet');
}
