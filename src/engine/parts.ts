import { type Backbone, openFront, picturesThemselves } from '../backbone/backbone.js';
import type { ModelCard } from '../backbone/card.js';
import { openModel } from '../backbone/model.js';
import type { SessionOptions } from '../backbone/session.js';
import { alignmentOf } from '../face/align.js';
import { createFaceFinder } from '../face/faces.js';
import type { Backend } from '../gpu/backend.js';
import { Gpu } from '../gpu/gpu.js';
import { divideNetwork, type Network } from './network.js';
import type { EngineOptions, Environment, ModelSource } from './options.js';
import type { Crop } from './pictures.js';

/** The opened parts of an engine that stay as they are. */
export interface Parts {
  readonly backend: Backend;
  readonly network: Network;
  readonly backbone: Backbone;
  readonly crop: Crop;
  /** Destroys the device and frees the networks, also while a call hangs on one of them. */
  close(): Promise<void>;
}

/** Opens the device and the networks that the options name. What was opened before an error is closed again. */
export async function openParts(options: EngineOptions, environment: Environment): Promise<Parts> {
  const releases: (() => Promise<void>)[] = [];
  const model = await environment.loadModel(options.backbone);
  const backend = await environment.openBackend(options.backend ?? 'webgpu');
  const close = async () => {
    backend.destroy();
    // Not awaited: a network that hangs must not keep the engine from closing.
    for (const release of releases) void release().catch(() => {});
  };
  try {
    const network = await divideNetwork(model, options);
    const { card, front } = network;
    const backbone = front ? await openFront(card, front, sessionOptions(options, backend)) : picturesThemselves(card);
    releases.push(() => backbone.release());
    const crop = options.faces ? await openFaces(options.faces, model.card, options, environment, releases) : takeWhole;
    return { backend, network, backbone, crop, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const takeWhole: Crop = async (pixels) => pixels;

function sessionOptions({ provider, wasmPaths }: EngineOptions, backend?: Backend): SessionOptions {
  return {
    ...(provider && { provider }),
    ...(wasmPaths !== undefined && { wasmPaths }),
    ...(backend instanceof Gpu && { device: backend.device, isFallbackAdapter: backend.isFallbackAdapter }),
  };
}

/** Detector and landmarks run on wasm: they are small, and their results are needed on the host. */
async function openFaces(
  { detector, landmarks, policy = 'largest' }: NonNullable<EngineOptions['faces']>,
  backbone: ModelCard,
  options: EngineOptions,
  environment: Environment,
  releases: (() => Promise<void>)[],
): Promise<Crop> {
  const open = async (source: ModelSource) => {
    const { card, bytes } = await environment.loadModel(source);
    const model = await openModel(card, bytes, { ...sessionOptions(options), provider: 'wasm' });
    releases.push(() => model.release());
    return model;
  };
  const finder = createFaceFinder(
    { detector: await open(detector), ...(landmarks && { landmarks: await open(landmarks) }) },
    { alignment: alignmentOf(backbone) },
  );
  return async (pixels) => (await finder.crop(pixels, policy)).crop;
}
