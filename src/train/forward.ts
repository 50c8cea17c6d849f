import type { ResolvedGraph } from '../encoder/graph.js';
import { Parameters } from '../encoder/parameters.js';
import { planEncoder } from '../encoder/plan.js';
import type { Backend, Program } from '../gpu/backend.js';
import { Recorder } from '../gpu/recorder.js';
import { type BufferSpec, type Slice, WORD, whole } from '../gpu/tensor.js';

/** Most pictures that go through the encoder together. */
const MOST_ROWS = 64;

/** The encoder as it is used, without noise and augmentation, under weights that a training hands to it. */
export class Forward {
  private constructor(
    readonly backend: Backend,
    readonly parameters: Parameters,
    readonly rows: number,
    readonly input: Slice,
    readonly output: Slice,
    readonly buffers: readonly BufferSpec[],
    readonly program: Program,
  ) {}

  /** Takes as many pictures at once as fit into `memory` bytes and into the bindings of the device. */
  static async compile(backend: Backend, graph: ResolvedGraph, memory: number): Promise<Forward> {
    const parameters = new Parameters(graph);
    let rows = MOST_ROWS;
    let plan = planEncoder(parameters, { rows });
    const tooLarge = () => {
      const bytes = plan.buffers.reduce((sum, { length }) => sum + length * WORD, 0);
      const most = backend.limits.maxStorageBufferBindingSize;
      return bytes > memory || plan.buffers.some(({ length }) => length * WORD > most);
    };
    while (rows > 1 && tooLarge()) {
      rows /= 2;
      plan = planEncoder(parameters, { rows });
    }
    const recorder = new Recorder(backend);
    plan.recordForward(recorder);
    const buffers = [parameters.buffer, ...plan.buffers];
    backend.allocate(buffers);
    try {
      const program = await backend.compile('measure', recorder.commands);
      return new Forward(backend, parameters, rows, plan.input, plan.output, buffers, program);
    } catch (error) {
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
    for (let first = 0; first < count; first += this.rows) {
      const rows = Math.min(this.rows, count - first);
      this.backend.write(this.input, features.subarray(first * inputWidth, (first + rows) * inputWidth));
      const output = await this.program.runAndRead({ ...this.output, length: rows * outputWidth });
      embeddings.set(output, first * outputWidth);
    }
    return embeddings;
  }

  release(): void {
    this.program.release();
    this.backend.free(this.buffers);
  }
}
