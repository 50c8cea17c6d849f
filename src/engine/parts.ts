import { type Backbone, openBackbone } from '../backbone/backbone.js';
import { openModel } from '../backbone/model.js';
import type { SessionOptions } from '../backbone/session.js';
import { createFaceFinder } from '../face/faces.js';
import type { Backend } from '../gpu/backend.js';
import { Gpu } from '../gpu/gpu.js';
import type { EngineOptions, Environment } from './options.js';
import type { Crop } from './pictures.js';

/** The opened parts of an engine that do not learn. */
export interface Parts {
  readonly backend: Backend;
  readonly backbone: Backbone;
  readonly crop: Crop;
  /** Frees the face networks. */
  releaseFaces(): Promise<void>;
}

/** Opens the device and the networks that the options name. What was opened before an error is closed again. */
export async function openParts(options: EngineOptions, environment: Environment): Promise<Parts> {
  const model = await environment.loadModel(options.backbone);
  const backend = await environment.openBackend(options.backend ?? 'webgpu');
  try {
    const backbone = await openBackbone(model.card, model.bytes, sessionOptions(options, backend));
    return { backend, backbone, ...(await openFaces(options, environment)) };
  } catch (error) {
    backend.destroy();
    throw error;
  }
}

function sessionOptions({ provider, wasmPaths }: EngineOptions, backend?: Backend): SessionOptions {
  return {
    ...(provider && { provider }),
    ...(wasmPaths !== undefined && { wasmPaths }),
    ...(backend instanceof Gpu && { device: backend.device, isFallbackAdapter: backend.isFallbackAdapter }),
  };
}

/** Detector and landmarks run on wasm: they are small, and their results are needed on the host. */
async function openFaces(
  { faces, ...options }: EngineOptions,
  environment: Environment,
): Promise<Pick<Parts, 'crop' | 'releaseFaces'>> {
  if (!faces) return { crop: async (pixels) => pixels, releaseFaces: async () => {} };
  const { policy = 'largest' } = faces;
  const wasm: SessionOptions = { ...sessionOptions(options), provider: 'wasm' };
  const [detector, landmarks] = await Promise.all(
    [faces.detector, faces.landmarks].map(async (source) => {
      const { card, bytes } = await environment.loadModel(source);
      return openModel(card, bytes, wasm);
    }),
  );
  const finder = createFaceFinder({ detector: detector!, landmarks: landmarks! });
  return {
    crop: async (pixels) => (await finder.crop(pixels, policy)).crop,
    releaseFaces: async () => {
      await detector!.release();
      await landmarks!.release();
    },
  };
}
