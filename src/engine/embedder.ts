import type { Backbone } from '../backbone/backbone.js';
import type { Parameters } from '../encoder/parameters.js';
import { planEncoder } from '../encoder/plan.js';
import { KinfoldError } from '../errors.js';
import type { Backend, Program } from '../gpu/backend.js';
import { Gpu } from '../gpu/gpu.js';
import { Recorder } from '../gpu/recorder.js';
import { type BufferSpec, type Slice, WORD } from '../gpu/tensor.js';
import type { Pixels } from '../image/picture.js';

/** Pictures in one run of the encoder. */
const ROWS = 16;

/** Off-norm by more than this, an embedding is refused: it would be no unit vector and its distances no distances. */
const NORM_TOLERANCE = 1e-3;

/** Runs the encoder forward: features in, unit vectors out. One call at a time: all share one input buffer. */
export class Embedder {
  private constructor(
    readonly backend: Backend,
    readonly featureWidth: number,
    readonly embeddingWidth: number,
    readonly input: Slice,
    readonly output: Slice,
    readonly buffers: readonly BufferSpec[],
    readonly program: Program,
  ) {}

  /** `parameters` must be allocated and written before the first run. */
  static async compile(backend: Backend, parameters: Parameters): Promise<Embedder> {
    const plan = planEncoder(parameters, { rows: ROWS });
    backend.allocate(plan.buffers);
    const recorder = new Recorder(backend);
    plan.recordForward(recorder);
    const program = await backend.compile('embed', recorder.commands);
    const { inputWidth, outputWidth } = parameters.graph;
    return new Embedder(backend, inputWidth, outputWidth, plan.input, plan.output, plan.buffers, program);
  }

  /** @param features [rows, featureWidth] @returns [rows, embeddingWidth] */
  async fromFeatures(features: Float32Array): Promise<Float32Array> {
    const rows = features.length / this.featureWidth;
    const embeddings = new Float32Array(rows * this.embeddingWidth);
    for (let start = 0; start < rows; start += ROWS) {
      const count = Math.min(ROWS, rows - start);
      this.backend.write(this.input, features.subarray(start * this.featureWidth, (start + count) * this.featureWidth));
      embeddings.set(await this.#run(count), start * this.embeddingWidth);
    }
    return embeddings;
  }

  /** Pictures straight to embeddings. With the WebGPU provider the features stay on the device. */
  async fromPictures(backbone: Backbone, pictures: readonly Pixels[]): Promise<Float32Array> {
    const embeddings = new Float32Array(pictures.length * this.embeddingWidth);
    for (let start = 0; start < pictures.length; start += ROWS) {
      const batch = pictures.slice(start, start + ROWS);
      for (const [row, pixels] of batch.entries()) await this.#feed(backbone, pixels, row);
      embeddings.set(await this.#run(batch.length), start * this.embeddingWidth);
    }
    return embeddings;
  }

  release(): void {
    this.program.release();
    this.backend.free(this.buffers);
  }

  async #feed(backbone: Backbone, pixels: Pixels, row: number): Promise<void> {
    const offset = this.input.offset + row * this.featureWidth;
    if (backbone.featuresOnGpu && this.backend instanceof Gpu) {
      const buffer = this.backend.bufferOf(this.input.buffer);
      await backbone.featuresOnGpu(pixels, { buffer, offset: offset * WORD });
    } else {
      this.backend.write({ ...this.input, offset, length: this.featureWidth }, await backbone.features(pixels));
    }
  }

  async #run(rows: number): Promise<Float32Array> {
    const length = rows * this.embeddingWidth;
    const embeddings = Float32Array.from(await this.program.runAndRead({ ...this.output, length }));
    for (let row = 0; row < rows; row++) {
      this.#check(embeddings.subarray(row * this.embeddingWidth, (row + 1) * this.embeddingWidth));
    }
    return embeddings;
  }

  #check(embedding: Float32Array): void {
    let squared = 0;
    for (const x of embedding) squared += x * x;
    if (!Number.isFinite(squared)) {
      throw new KinfoldError(
        'not-finite',
        'embed: the embedding has NaN or infinite elements; the features or the weights are broken',
      );
    }
    if (squared === 0) {
      throw new KinfoldError('zero-vector', 'embed: the embedding is zero; the backbone saw nothing in this picture');
    }
    if (Math.abs(squared - 1) > NORM_TOLERANCE) {
      throw new KinfoldError(
        'not-finite',
        `embed: the embedding has length ${Math.sqrt(squared)}, expected 1; the weights are broken`,
      );
    }
  }
}
