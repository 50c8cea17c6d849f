import type { LoadedModel } from '../backbone/load.js';
import type { Augmentation } from '../cpu/augmentation.js';
import type { FacePolicy } from '../face/faces.js';
import type { Backend } from '../gpu/backend.js';
import type { DecodePicture } from '../image/picture.js';
import type { Trainable } from './network.js';

/** A model: the address of its card (the card names the file beside it), or the card and the file's bytes. */
export type ModelSource = string | LoadedModel;

/** What an engine is made of. Plain data, so that it can be sent to a worker. */
export interface EngineOptions {
  /** The feature extractor, frozen as far as `trainable` does not say otherwise. */
  readonly backbone: ModelSource;
  /** How to find and align the face in a picture. Left out: pictures are taken whole, as crops that are aligned already. */
  readonly faces?: {
    readonly detector: ModelSource;
    /** Left out where the detector finds eyes, nose and mouth itself, as BlazeFace does. */
    readonly landmarks?: ModelSource;
    /** What to do about several faces. Default `largest`. */
    readonly policy?: FacePolicy;
  };
  /**
   * What of it learns. Default `head`. The gallery, and so a saved file, keeps of every picture what the frozen part puts out: with `all`
   * the picture itself as the network takes it, 147 KiB at 112 × 112. A worker sends a saved file with every change of the gallery.
   */
  readonly trainable?: Trainable;
  /**
   * `noisy`: a low pass and an exposure of the whole picture stand in front of the network, for small, dark, noisy cameras
   * (docs/fine-tuning.md says what it brings and costs). Networks that take pictures channels first. Default `plain`.
   */
  readonly camera?: 'plain' | 'noisy';
  /**
   * How pictures are augmented for teaching. With `trainable: 'all'` every step sees them in another way. Otherwise the frozen
   * front would have to run again for that: each enrolled picture is kept in `views` augmented views beside its own. Default: a little of everything with
   * `trainable: 'all'` (see recipe.ts; `{}` turns it off), else nothing.
   */
  readonly augment?: Augmentation;
  /** Augmented views of a picture that are kept, 1 to 64, if there is an augmentation in front of a frozen part. Default 8. */
  readonly views?: number;
  /** Where the encoder runs. Default `webgpu`; `cpu` is the slow fallback for machines without an adapter. */
  readonly backend?: 'webgpu' | 'cpu';
  /** Where onnxruntime runs the backbone. Default `auto`: WebGPU on a real adapter, wasm otherwise. */
  readonly provider?: 'auto' | 'wasm' | 'webgpu';
  /** Folder, with a trailing slash, from which onnxruntime's .wasm and .mjs files are served. Default: beside its module. */
  readonly wasmPaths?: string;
  /** Largest squared distance, from 0 to below 4, that counts as the same identity. Default: the card's, else 1. Teaching does not change it. */
  readonly threshold?: number;
  /** Seed of the encoder's starting weights. Default 0. */
  readonly seed?: number;
}

/** What differs between a page, a worker and Node. */
export interface Environment {
  openBackend(kind: 'webgpu' | 'cpu'): Promise<Backend>;
  readonly decodePicture: DecodePicture;
  /** Fetches a card and its file. Throws `model-missing`, `argument-invalid`. */
  loadModel(source: ModelSource): Promise<LoadedModel>;
}

/** Loads every model once, so that a restart needs no network. */
export function rememberModels(environment: Environment): Environment {
  const models = new Map<ModelSource, LoadedModel>();
  return {
    openBackend: (kind) => environment.openBackend(kind),
    decodePicture: (picture) => environment.decodePicture(picture),
    async loadModel(source) {
      const known = models.get(source) ?? (await environment.loadModel(source));
      models.set(source, known);
      return known;
    },
  };
}
