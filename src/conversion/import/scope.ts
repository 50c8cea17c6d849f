import { type Facts, isInteger, type Side } from '../../onnx/facts/fact.js';
import type { OnnxGraph } from '../../onnx/graph.js';
import type { OnnxTensor } from '../../onnx/tensor.js';
import type { Shape } from '../../ops/node.js';
import type { Reader } from '../imported.js';
import type { Activation, Builder } from './builder.js';
import { type Constant, constantTensor, toConstant } from './constant.js';
import { plainOrder, storedShape } from './layout.js';
import type { Scope, Value } from './node-call.js';
import { refuse } from './refusal.js';

/** What the batch, whose size is free, is called while a model is imported. */
export const BATCH = 'the batch of importEncoder';

/**
 * Exporters compute the target of a Reshape from the shape of a tensor. There the batch is what Reshape writes for "as in
 * the input".
 */
const AS_IN_THE_INPUT = 0;

/** The tensors of a model by name while it is imported. */
export class ImportScope implements Scope {
  readonly #values = new Map<string, Value>();
  readonly #tensors = new Map<string, OnnxTensor>();

  constructor(
    readonly builder: Builder,
    readonly opset: number,
    readonly lead: number,
    { initialisers, nodes }: OnnxGraph,
    private readonly facts: Facts,
  ) {
    for (const tensor of initialisers) this.#tensors.set(tensor.name, tensor);
    for (const node of nodes) {
      const tensor = constantTensor(node);
      if (tensor) this.#tensors.set(node.outputs[0] ?? '', tensor);
    }
  }

  /** True for what is known without running the network: weights, and shapes computed from shapes. */
  isConstant(name: string): boolean {
    return this.#tensors.has(name) || this.#knownNumbers(name) !== undefined;
  }

  find(name: string): Value | undefined {
    const value = this.#values.get(name) ?? this.#constant(name);
    if (value) this.#values.set(name, value);
    return value;
  }

  set(name: string, value: Value): void {
    this.#values.set(name, value);
  }

  /** Every row reads the same numbers, so a batch axis of the constant must be 1. */
  asActivation({ name, dims, numbers }: Constant, rank: number, reader?: Reader): Activation {
    const over = dims.length - rank;
    if (over > 1 || over < 0 || (over === 1 && dims[0] !== 1)) {
      refuse(`reads the constant "${name}" of the shape [${dims.join(', ')}] beside rows of ${rank} axes`);
    }
    const shape: Shape = dims.slice(over);
    const order = plainOrder(rank);
    const stored = storedShape(shape, order);
    const origin = reader && { reader, initialiser: name, view: stored, order: plainOrder(stored.length), scale: 1 };
    const node = this.builder.emit(name, 'parameter', [], {
      attributes: { shape: stored },
      parameters: { value: { values: Float32Array.from(numbers), shape: stored, ...(origin && { origin }) } },
      frozen: numbers.length === 1,
    });
    return { kind: 'activation', shape, stored: [{ node, order }] };
  }

  #constant(name: string): Constant | undefined {
    const tensor = this.#tensors.get(name);
    if (tensor) return toConstant(name, tensor);
    const numbers = this.#knownNumbers(name);
    if (!numbers) return undefined;
    const { shape, type } = this.facts.get(name)!;
    return { kind: 'constant', name, dims: shape as readonly number[], type: type!, numbers };
  }

  #knownNumbers(name: string): number[] | undefined {
    const { values, type } = this.facts.get(name) ?? {};
    const known = (side: Side) => typeof side === 'number' || (side === BATCH && isInteger(type));
    if (!values?.every(known)) return undefined;
    return values.map((side) => (typeof side === 'number' ? side : AS_IN_THE_INPUT));
  }
}
