import { webEnvironment } from '../engine/environment.js';
import type { Environment } from '../engine/options.js';
import { KinfoldError } from '../errors.js';
import type { Vision, VisionOptions } from './vision.js';

/** What a face pipeline needs of the page, worker or Node that it runs in. */
export type VisionEnvironment = Pick<Environment, 'decodePicture' | 'loadModel'>;

/**
 * Opens a face pipeline in the calling thread.
 * @param environment where frames are decoded and models come from. Default: the page or worker itself.
 * @throws KinfoldError `model-missing`, `checksum-mismatch`, `onnx-invalid`, `dependency-missing`; `argument-invalid` for a card of another
 * task and for a detector of boxes without landmarks.
 */
export async function createVision(
  _options: VisionOptions,
  _environment: VisionEnvironment = webEnvironment,
): Promise<Vision> {
  throw new KinfoldError('dependency-missing', 'createVision: is not there yet');
}
