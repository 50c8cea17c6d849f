import { fetchBytes, type LoadedModel, loadModel } from '../backbone/load.js';
import type { Backend } from '../gpu/backend.js';
import { Gpu } from '../gpu/gpu.js';
import { decodePicture } from '../image/decode.js';
import type { Environment, ModelSource } from './options.js';

/** Opens the backend by name. The twins are loaded only if they are asked for. */
export async function openBackend(kind: 'webgpu' | 'cpu'): Promise<Backend> {
  if (kind === 'webgpu') return Gpu.open();
  const { openCpu } = await import('../cpu/index.js');
  return openCpu();
}

/** Loads a model over HTTP; an address is relative to the page's or the worker's own. */
export async function fetchModel(source: ModelSource): Promise<LoadedModel> {
  if (typeof source !== 'string') return source;
  return loadModel(
    new URL(source, globalThis.location?.href).href,
    fetchBytes,
    (file, card) => new URL(file, card).href,
  );
}

/** A page or a worker: `navigator.gpu`, the browser's decoders, models over HTTP. */
export const webEnvironment: Environment = { openBackend, decodePicture, loadModel: fetchModel };
