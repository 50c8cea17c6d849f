import type { Backbone } from '../backbone/backbone.js';
import type { ResolvedGraph } from '../encoder/graph.js';
import { Parameters } from '../encoder/parameters.js';
import type { Gallery } from '../gallery/gallery.js';
import type { Backend } from '../gpu/backend.js';
import { whole } from '../gpu/tensor.js';
import type { Pixels } from '../image/picture.js';
import { Embedder } from './embedder.js';
import { Matcher } from './matcher.js';
import type { Network } from './network.js';
import type { Parts } from './parts.js';
import type { EngineInfo } from './types.js';

/**
 * All that lives on the device: weights, the compiled encoder, the templates. Made from host data, so that it can be made
 * again after a lost device. One call at a time: the engine takes turns.
 */
export class Machine {
  #matcher: Matcher | undefined;
  #templates: Float32Array | undefined;

  private constructor(
    readonly backend: Backend,
    readonly backbone: Backbone,
    readonly network: Network,
    readonly parameters: Parameters,
    readonly embedder: Embedder,
  ) {}

  static async start(
    { backend, backbone, network }: Pick<Parts, 'backend' | 'backbone' | 'network'>,
    parameters: Parameters,
    weights: Float32Array,
  ): Promise<Machine> {
    backend.allocate([parameters.buffer]);
    try {
      const embedder = await Embedder.compile(backend, parameters);
      const machine = new Machine(backend, backbone, network, parameters, embedder);
      machine.setWeights(weights);
      return machine;
    } catch (error) {
      backend.free([parameters.buffer]);
      throw error;
    }
  }

  setWeights(weights: Float32Array): void {
    this.backend.write(whole(this.parameters.buffer), weights);
    this.forgetTemplates();
  }

  /** To be called when the gallery or the weights have changed. */
  forgetTemplates(): void {
    this.#matcher?.release();
    this.#matcher = undefined;
    this.#templates = undefined;
  }

  embed(pictures: AsyncIterable<{ readonly pixels: Pixels }>): Promise<Float32Array[]> {
    return this.embedder.fromPictures(this.backbone, pictures);
  }

  /** Embeddings of the gallery's pictures under the present weights, [N, width]. */
  async templates(gallery: Gallery): Promise<Float32Array> {
    this.#templates ??= await this.embedder.fromFeatures(gallery.features());
    return this.#templates;
  }

  /** The matcher over the gallery, which must not be empty. */
  async matcher(gallery: Gallery): Promise<Matcher> {
    this.#matcher ??= await Matcher.compile(this.backend, gallery, await this.templates(gallery));
    return this.#matcher;
  }

  /** Gives the device's memory back and leaves backend and backbone open. */
  release(): void {
    this.forgetTemplates();
    this.embedder.release();
    this.backend.free([this.parameters.buffer]);
  }
}

/** A machine on opened parts, with parameters of its own. If it cannot be started the parts are closed. */
export async function startMachine(parts: Parts, graph: ResolvedGraph, weights: Float32Array): Promise<Machine> {
  try {
    return await Machine.start(parts, new Parameters(graph), weights);
  } catch (error) {
    await parts.close();
    throw error;
  }
}

export function describeMachine({
  backend,
  backbone,
  network,
  parameters,
}: Machine): Omit<EngineInfo, 'threshold' | 'calibration' | 'history'> {
  return {
    backend: backend.name,
    adapter: backend.adapter,
    provider: backbone.provider,
    trainable: network.trainable,
    backbone: backbone.card.name,
    backboneSha256: backbone.sha256,
    featureWidth: backbone.width,
    embeddingWidth: parameters.graph.outputWidth,
  };
}
