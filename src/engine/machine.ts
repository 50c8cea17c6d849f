import type { Backbone } from '../backbone/backbone.js';
import type { Parameters } from '../encoder/parameters.js';
import type { Gallery } from '../gallery/gallery.js';
import type { Backend } from '../gpu/backend.js';
import { whole } from '../gpu/tensor.js';
import type { Pixels } from '../image/picture.js';
import { Embedder } from './embedder.js';
import { Matcher } from './matcher.js';

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
    readonly parameters: Parameters,
    readonly embedder: Embedder,
  ) {}

  static async start(
    backend: Backend,
    backbone: Backbone,
    parameters: Parameters,
    weights: Float32Array,
  ): Promise<Machine> {
    backend.allocate([parameters.buffer]);
    const machine = new Machine(backend, backbone, parameters, await Embedder.compile(backend, parameters));
    machine.setWeights(weights);
    return machine;
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

  embed(pictures: readonly Pixels[]): Promise<Float32Array> {
    return this.embedder.fromPictures(this.backbone, pictures);
  }

  /** Embeddings of the gallery's pictures under the present weights, [N, width]. */
  async templates(gallery: Gallery): Promise<Float32Array> {
    this.#templates ??= await this.embedder.fromFeatures(gallery.features());
    return this.#templates;
  }

  /** The matcher over the gallery, which must not be empty. */
  async matcher(gallery: Gallery): Promise<Matcher> {
    this.#matcher ??= await Matcher.compile(this.backend, gallery.copy(), await this.templates(gallery));
    return this.#matcher;
  }

  /** Gives the device's memory back and leaves backend and backbone open. */
  release(): void {
    this.forgetTemplates();
    this.embedder.release();
    this.backend.free([this.parameters.buffer]);
  }

  async stop(): Promise<void> {
    this.backend.destroy();
    await this.backbone.release();
  }
}
