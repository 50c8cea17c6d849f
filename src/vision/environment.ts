import type { ModelCard } from '../backbone/card.js';
import { fetchBytes, loadCard } from '../backbone/load.js';
import { fetchModel } from '../engine/environment.js';
import type { Environment } from '../engine/options.js';
import { decodePicture } from '../image/decode.js';

/** What a face pipeline needs of the page, worker or Node that it runs in. */
export interface VisionEnvironment extends Pick<Environment, 'decodePicture' | 'loadModel'> {
  /** Fetches a card alone. Throws `model-missing`, `argument-invalid`. */
  loadCard(address: string): Promise<ModelCard>;
}

/** A page or a worker: the browser's decoders, models over HTTP. */
export const webVisionEnvironment: VisionEnvironment = {
  decodePicture,
  loadModel: fetchModel,
  loadCard: (address) => loadCard(new URL(address, globalThis.location?.href).href, fetchBytes),
};
