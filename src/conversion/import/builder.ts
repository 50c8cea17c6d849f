import type { Graph, GraphNode } from '../../encoder/graph.js';
import type { Attributes, Shape } from '../../ops/node.js';
import { nodeOps } from '../../ops/nodes.js';
import type { ImportedEncoder, Origin } from '../imported.js';
import { type Order, plainOrder, sameWords, storedShape } from './layout.js';
import { refuse } from './refusal.js';

/** A tensor of the network: the shape of an ONNX row, and the nodes that hold it, each in its own order. */
export interface Activation {
  readonly kind: 'activation';
  readonly shape: Shape;
  /** The first is how the tensor was made; conversions are added as they are asked for. */
  readonly stored: Stored[];
}

export interface Stored {
  readonly node: string;
  readonly order: Order;
}

/** A parameter's value in our layout. */
export interface Weight {
  readonly values: Float32Array;
  readonly shape: Shape;
  /** None for what the caller of the import gave. */
  readonly origin?: Origin;
}

export interface EmitOptions {
  readonly attributes?: Attributes;
  readonly parameters?: Readonly<Record<string, Weight>>;
  readonly frozen?: boolean;
}

/** Collects the nodes of the encoder graph and the values of their parameters. */
export class Builder {
  readonly #nodes: GraphNode[] = [];
  readonly #shapes = new Map<string, Shape>();
  readonly #values = new Map<string, Float32Array>();
  readonly #origins = new Map<string, Origin>();

  constructor(private readonly input: { readonly name: string; readonly shape: Shape }) {
    this.#shapes.set(input.name, input.shape);
  }

  /**
   * Adds a node and returns its name: `wanted`, or that with a number behind it where it is taken.
   * @throws what the op's shape rule throws, and a refusal if a parameter's shape is not the op's.
   */
  emit(wanted: string, op: string, inputs: readonly string[], options: EmitOptions = {}): string {
    const { attributes = {}, parameters = {}, frozen = false } = options;
    const name = this.#freeName(wanted);
    const definition = nodeOps[op]!;
    const inputShapes = inputs.map((input) => this.shapeOf(input));
    const shape = definition.shape(name, inputShapes, attributes);
    for (const [role, expected] of Object.entries(definition.parameters(inputShapes, attributes))) {
      const got = parameters[role]?.shape;
      if (got?.join() !== expected.join()) {
        refuse(`has a ${role} of the shape [${got?.join(', ') ?? 'none'}], expected [${expected.join(', ')}]`);
      }
    }
    for (const [role, { values, origin }] of Object.entries(parameters)) {
      this.#values.set(`${name}.${role}`, values);
      if (origin) this.#origins.set(`${name}.${role}`, origin);
    }
    this.#shapes.set(name, shape);
    this.#nodes.push({ name, op, inputs, attributes, ...(frozen ? { frozen: true } : {}), group: 'backbone' });
    return name;
  }

  /** Nodes so far. */
  get count(): number {
    return this.#nodes.length;
  }

  /** Shape of what a node stores. */
  shapeOf(node: string): Shape {
    return this.#shapes.get(node)!;
  }

  /** The node that stores `activation` in `order`, converted if there is none yet. */
  stored(activation: Activation, order: Order): string {
    const found = activation.stored.find((stored) => stored.order.join() === order.join());
    if (found) return found.node;
    const same = activation.stored.find((stored) => sameWords(activation.shape, stored.order, order));
    const from = same ?? activation.stored[0]!;
    const node = same
      ? this.reshape(same.node, storedShape(activation.shape, order))
      : this.emit(`${from.node}:transpose`, 'transpose', [from.node], {
          attributes: { permutation: order.map((axis) => from.order.indexOf(axis)) },
        });
    activation.stored.push({ node, order });
    return node;
  }

  /** The node itself if it stores that shape, else a reshape of it, or of what it is a reshape of. */
  reshape(node: string, shape: Shape): string {
    if (this.shapeOf(node).join() === shape.join()) return node;
    const made = this.#nodes.find(({ name }) => name === node);
    if (made?.op === 'reshape') return this.reshape(made.inputs[0]!, shape);
    return this.emit(`${node}:reshape`, 'reshape', [node], { attributes: { shape } });
  }

  /** The graph up to `output`, which is stored in ONNX's order there. */
  finish(output: Activation): ImportedEncoder {
    const { input } = this;
    let last = this.stored(output, plainOrder(output.shape.length));
    // A graph ends at a node; a model without a single one passes its input on.
    if (last === input.name) last = this.emit('output', 'reshape', [last], { attributes: { shape: input.shape } });
    const nodes = this.#needed(last);
    const kept = new Set(nodes.map(({ name }) => name));
    const ofKept = <T>(all: ReadonlyMap<string, T>) =>
      new Map([...all].filter(([name]) => kept.has(name.slice(0, name.lastIndexOf('.')))));
    const graph: Graph = { input, nodes, output: last };
    return { graph, values: ofKept(this.#values), origins: ofKept(this.#origins) };
  }

  /** A tensor can be made in an order that nobody asks for in the end. */
  #needed(output: string): GraphNode[] {
    const wanted = new Set([output]);
    const needed: GraphNode[] = [];
    for (const node of this.#nodes.toReversed()) {
      if (!wanted.has(node.name)) continue;
      for (const input of node.inputs) wanted.add(input);
      needed.push(node);
    }
    return needed.reverse();
  }

  #freeName(wanted: string): string {
    let name = wanted;
    for (let number = 2; this.#shapes.has(name); number++) name = `${wanted}_${number}`;
    return name;
  }
}
