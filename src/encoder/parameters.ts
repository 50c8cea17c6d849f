import type { Random } from '../cpu/random.js';
import { type BufferSpec, bufferSpec, type Layout, layOut, type Slice, sliceOf } from '../gpu/tensor.js';
import type { Parameter, ParameterGroup, ResolvedGraph } from './graph.js';
import { initialise } from './init.js';

/** A part of the flat vector that learns at one rate, in words. */
export interface GroupRange {
  readonly group: ParameterGroup;
  readonly offset: number;
  readonly length: number;
}

const GROUPS: readonly ParameterGroup[] = ['backbone', 'head'];

/**
 * All parameters of an encoder in one flat vector: those that learn first, group by group, then the frozen ones. Gradients
 * and moments have the layout of its first part. So the optimiser, the gradient norm, a checkpoint and an undo are each one
 * operation on one vector.
 */
export class Parameters {
  readonly layout: Layout;
  readonly buffer: BufferSpec;
  /** The groups that have parameters to learn, in order, without gaps. */
  readonly groups: readonly GroupRange[];
  /** Words of the part that learns: the length of gradients and moments. At least one, so that they can be bound. */
  readonly learningLength: number;

  constructor(readonly graph: ResolvedGraph) {
    const inOrder = [...graph.parameters].sort((a, b) => place(a) - place(b));
    this.layout = layOut(inOrder.map(({ name, length }) => [name, length] as const));
    this.buffer = bufferSpec('parameters', this.layout.length);
    const ends = GROUPS.map((group) => this.#end(inOrder, group));
    this.groups = GROUPS.map((group, i) => {
      const offset = ends[i - 1] ?? 0;
      return { group, offset, length: ends[i]! - offset };
    }).filter(({ length }) => length > 0);
    this.learningLength = ends.at(-1)! || layOut([]).length;
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
    return this.graph.parameters.reduce((sum, { length, trainable }) => sum + (trainable ? length : 0), 0);
  }

  /** Where the parameters up to and including those of `group` that learn end. */
  #end(inOrder: readonly Parameter[], group: ParameterGroup): number {
    const next = inOrder.find((parameter) => place(parameter) > GROUPS.indexOf(group));
    if (next) return this.layout.offsets.get(next.name)!.offset;
    return inOrder.length > 0 ? this.layout.length : 0;
  }
}

/** Rank in the vector: the groups in order, then what is frozen. */
function place({ group, trainable }: Parameter): number {
  return trainable ? GROUPS.indexOf(group) : GROUPS.length;
}
