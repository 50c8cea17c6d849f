import { createEngine as createEngineIn } from '../engine/create.js';
import type { EngineOptions } from '../engine/options.js';
import type { Engine } from '../engine/types.js';
import { nodeEnvironment } from './environment.js';

/**
 * Opens an engine in this thread of Node. Model addresses are paths or URLs of model cards. Needs the packages
 * `onnxruntime-web`, `webgpu` (unless `backend` is `cpu`) and `sharp` (unless pictures come decoded).
 */
export function createEngine(options: EngineOptions): Promise<Engine> {
  return createEngineIn(options, nodeEnvironment);
}

export { KinfoldError, type KinfoldErrorCode } from '../errors.js';
export { decodePicture } from './decode.js';
export { nodeEnvironment } from './environment.js';
export type { ModelSet } from './model-sources.js';
export {
  type FetchOptions,
  fetchModels,
  readModels,
  type StoredModel,
  type StoredModels,
  type TrialModels,
} from './models.js';
