import type { ResolvedGraph } from '../encoder/graph.js';
import { Parameters } from '../encoder/parameters.js';
import { type EncoderPlan, planEncoder } from '../encoder/plan.js';
import type { Backend, Program } from '../gpu/backend.js';
import { Recorder } from '../gpu/recorder.js';
import { type BufferSpec, WORD, whole } from '../gpu/tensor.js';

/** Most pictures that go through the encoder together. */
const MANY = 64;

/** So many at the most have a program of their own: what they cost should not be what many do. */
const FEW = 4;

/** The encoder compiled for some rows. */
interface Batch {
  readonly rows: number;
  readonly plan: EncoderPlan;
  readonly program: Program;
}

/** The encoder as it is used, without noise and augmentation, under weights that a training hands to it. */
export class Forward {
  private constructor(
    readonly backend: Backend,
    readonly parameters: Parameters,
    /** The smallest first. */
    readonly batches: readonly Batch[],
    readonly buffers: readonly BufferSpec[],
  ) {}

  /**
   * Takes as many pictures at once as fit into `memory` bytes and into the bindings of the device.
   * @param most pictures that will ever be embedded in one call, 1 or more.
   */
  static async compile(backend: Backend, graph: ResolvedGraph, memory: number, most: number): Promise<Forward> {
    const parameters = new Parameters(graph);
    let rows = Math.min(MANY, most);
    const plans = () =>
      (rows > FEW ? [FEW, rows] : [rows]).map((each) => ({
        rows: each,
        plan: planEncoder(parameters, { rows: each }),
      }));
    let planned = plans();
    const ofActivations = () => planned.flatMap(({ plan }) => plan.buffers);
    const tooLarge = () => {
      const bytes = ofActivations().reduce((sum, { length }) => sum + length * WORD, 0);
      const largest = backend.limits.maxStorageBufferBindingSize;
      return bytes > memory || ofActivations().some(({ length }) => length * WORD > largest);
    };
    while (rows > 1 && tooLarge()) {
      rows = Math.ceil(rows / 2);
      planned = plans();
    }
    const buffers = [parameters.buffer, ...ofActivations()];
    backend.allocate(buffers);
    const batches: Batch[] = [];
    try {
      for (const batch of planned) batches.push({ ...batch, program: await compileForward(backend, batch.plan) });
      return new Forward(backend, parameters, batches, buffers);
    } catch (error) {
      for (const { program } of batches) program.release();
      backend.free(buffers);
      throw error;
    }
  }

  /** @param features [N, inputWidth] @returns embeddings [N, outputWidth], whatever the weights make of them. */
  async embed(weights: Float32Array, features: Float32Array): Promise<Float32Array> {
    const { inputWidth, outputWidth } = this.parameters.graph;
    const count = features.length / inputWidth;
    const embeddings = new Float32Array(count * outputWidth);
    this.backend.write(whole(this.parameters.buffer), weights);
    for (let first = 0; first < count; ) {
      const left = count - first;
      const { rows, plan, program } = this.batches.find((batch) => batch.rows >= left) ?? this.batches.at(-1)!;
      const taken = Math.min(rows, left);
      this.backend.write(plan.input, features.subarray(first * inputWidth, (first + taken) * inputWidth));
      const output = await program.runAndRead({ ...plan.output, length: taken * outputWidth });
      embeddings.set(output, first * outputWidth);
      first += taken;
    }
    return embeddings;
  }

  release(): void {
    for (const { program } of this.batches) program.release();
    this.backend.free(this.buffers);
  }
}

function compileForward(backend: Backend, plan: EncoderPlan): Promise<Program> {
  const recorder = new Recorder(backend);
  plan.recordForward(recorder);
  return backend.compile('measure', recorder.commands);
}
