import type { Backbone } from '../backbone/backbone.js';
import type { Parameters } from '../encoder/parameters.js';
import { planEncoder } from '../encoder/plan.js';
import { KinfoldError } from '../errors.js';
import type { Backend, Program, Target } from '../gpu/backend.js';
import { Gpu } from '../gpu/gpu.js';
import { type Command, Recorder } from '../gpu/recorder.js';
import { type BufferSpec, type Slice, tensor, WORD } from '../gpu/tensor.js';
import type { Pixels } from '../image/picture.js';
import * as guard from '../ops/guard.js';

/** Pictures in one run of the encoder: one alone, as of a camera, or many. */
const SIZES = [1, 16] as const;
const ROWS = 16;

/** Off-norm by more than this, an embedding is refused: it would be no unit vector and its distances no distances. */
const NORM_TOLERANCE = 1e-3;

/** The encoder compiled for some rows of the shared input. */
interface Batch {
  readonly rows: number;
  readonly output: Slice;
  readonly buffers: readonly BufferSpec[];
  readonly commands: readonly Command[];
}

/** Runs the encoder forward: features in, unit vectors out. One call at a time: all share one input buffer. */
export class Embedder {
  private constructor(
    readonly backend: Backend,
    readonly featureWidth: number,
    readonly embeddingWidth: number,
    readonly input: Slice,
    readonly batches: readonly (Batch & { readonly program: Program })[],
  ) {}

  /** `parameters` must be allocated and written before the first run. */
  static async compile(backend: Backend, parameters: Parameters): Promise<Embedder> {
    const { inputWidth, outputWidth } = parameters.graph;
    const input = tensor('features', ROWS * inputWidth);
    const planned = SIZES.map((rows) => planFor(backend, parameters, input, rows));
    const buffers = [input.buffer, ...planned.flatMap((batch) => batch.buffers)];
    backend.allocate(buffers);
    const batches: (Batch & { program: Program })[] = [];
    try {
      for (const batch of planned) batches.push({ ...batch, program: await backend.compile('embed', batch.commands) });
      return new Embedder(backend, inputWidth, outputWidth, input, batches);
    } catch (error) {
      for (const { program } of batches) program.release();
      backend.free(buffers);
      throw error;
    }
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

  /** Pictures straight to embeddings, one after another. With the WebGPU provider the features stay on the device. */
  async fromPictures(
    backbone: Backbone,
    pictures: AsyncIterable<{ readonly pixels: Pixels }>,
  ): Promise<Float32Array[]> {
    const embeddings: Float32Array[] = [];
    let row = 0;
    const flush = async () => {
      const rows = await this.#run(row);
      for (let i = 0; i < row; i++) embeddings.push(rows.slice(i * this.embeddingWidth, (i + 1) * this.embeddingWidth));
      row = 0;
    };
    for await (const { pixels } of pictures) {
      await this.#feed(backbone, pixels, row++);
      if (row === ROWS) await flush();
    }
    if (row > 0) await flush();
    return embeddings;
  }

  release(): void {
    for (const { program, buffers } of this.batches) {
      program.release();
      this.backend.free(buffers);
    }
    this.backend.free([this.input.buffer]);
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
    const { program, output } = this.batches.find((batch) => batch.rows >= rows)!;
    const embeddings = Float32Array.from(await program.runAndRead({ ...output, length }));
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
      throw new KinfoldError(
        'zero-vector',
        'embed: the features of a picture are zero or not finite; the backbone sees nothing in it',
      );
    }
    if (Math.abs(squared - 1) > NORM_TOLERANCE) {
      throw new KinfoldError(
        'not-finite',
        `embed: the embedding has length ${Math.sqrt(squared)}, expected 1; the weights are broken`,
      );
    }
  }
}

/** The first `rows` rows of the input through encoder and guard. */
function planFor(target: Target, parameters: Parameters, input: Slice, rows: number): Batch {
  const { inputWidth, outputWidth } = parameters.graph;
  const plan = planEncoder(parameters, { rows });
  // The plan's own input may give its buffer away before the guard has read it.
  const x = { ...input, length: rows * inputWidth };
  const output = tensor('guarded embeddings', rows * outputWidth);
  const recorder = new Recorder(target);
  recorder.copy(x, plan.input);
  plan.recordForward(recorder);
  const shape = { rows, inputs: inputWidth, outputs: outputWidth };
  guard.forward(recorder, { x, embeddings: plan.output, y: output }, shape);
  return { rows, output, buffers: [output.buffer, ...plan.buffers], commands: recorder.commands };
}
