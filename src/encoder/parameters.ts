import type { Random } from '../cpu/random.js';
import { type BufferSpec, bufferSpec, type Layout, layOut, type Slice, sliceOf } from '../gpu/tensor.js';
import type { ResolvedGraph } from './graph.js';
import { initialise } from './init.js';

/**
 * All parameters of an encoder in one flat vector; gradients and moments have the same layout. So the optimiser, the
 * gradient norm, a checkpoint and an undo are each one operation on one vector.
 */
export class Parameters {
  readonly layout: Layout;
  readonly buffer: BufferSpec;

  constructor(readonly graph: ResolvedGraph) {
    this.layout = layOut(graph.parameters.map(({ name, length }) => [name, length] as const));
    this.buffer = bufferSpec('parameters', this.layout.length);
  }

  slice(name: string): Slice {
    return sliceOf(this.buffer, this.layout, name);
  }

  /** The same part of another vector of this layout: a gradient, a moment. */
  sliceIn(vector: BufferSpec, name: string): Slice {
    return sliceOf(vector, this.layout, name);
  }

  /** Starting values of the whole vector; padding is zero. */
  initialise(random: Random): Float32Array {
    const vector = new Float32Array(this.layout.length);
    for (const parameter of this.graph.parameters) {
      vector.set(initialise(parameter, random), this.layout.offsets.get(parameter.name)!.offset);
    }
    return vector;
  }

  /** Number of trainable numbers, padding not counted. */
  get count(): number {
    return this.graph.parameters.reduce((sum, { length }) => sum + length, 0);
  }
}
