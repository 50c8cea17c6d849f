import { KinfoldError } from '../errors.js';
import { type Attributes, elements, type NodeOp, type Shape } from '../ops/node.js';
import { nodeOps } from '../ops/nodes.js';
import type { Initialiser } from './init.js';

/** One node: an op by its registered name, the tensors that it reads, its attributes and how its parameters start. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** Names of earlier nodes or of the graph's input. */
  readonly inputs: readonly string[];
  readonly attributes?: Attributes;
  /** By role; a role that is not named starts as its op's convention says (see init.ts). */
  readonly init?: Readonly<Record<string, Initialiser>>;
  /** Set for a node whose parameters and running averages stay as they are. */
  readonly frozen?: true;
  /** Which learning rate its parameters follow. Default `head`. */
  readonly group?: ParameterGroup;
}

/** Parameters that learn at the same rate: those that came with a backbone, and those put behind it. */
export type ParameterGroup = 'backbone' | 'head';

/** An encoder: nodes in topological order from features to the embedding. Plain data: it is saved as JSON. */
export interface Graph {
  readonly input: { readonly name: string; readonly shape: Shape };
  readonly nodes: readonly GraphNode[];
  /** Name of the node whose output is the embedding. */
  readonly output: string;
}

/** A parameter of a graph: `<node>.<role>`. */
export interface Parameter {
  readonly name: string;
  readonly node: string;
  readonly op: string;
  readonly role: string;
  readonly shape: Shape;
  readonly length: number;
  readonly init: Initialiser | undefined;
  readonly group: ParameterGroup;
  /** False for frozen nodes and for an op's state (running averages): no gradient, no optimiser. */
  readonly trainable: boolean;
}

export interface ResolvedNode extends GraphNode {
  readonly definition: NodeOp;
  readonly attributes: Attributes;
  readonly inputShapes: readonly Shape[];
  readonly shape: Shape;
  readonly parameters: readonly Parameter[];
}

/** A graph with its shapes worked out and every name checked. */
export interface ResolvedGraph {
  readonly graph: Graph;
  readonly nodes: readonly ResolvedNode[];
  readonly parameters: readonly Parameter[];
  readonly inputWidth: number;
  readonly outputWidth: number;
}

/** Checks names, order and shapes. Throws `argument-invalid` or `shape-mismatch`, naming the node. */
export function resolveGraph(graph: Graph): ResolvedGraph {
  const { name, shape } = graph.input;
  if (!shape.every((size) => Number.isInteger(size) && size > 0)) {
    throw new KinfoldError(
      'argument-invalid',
      `graph input ${name}: the shape is [${shape.join(', ')}], expected positive integers; give the shape of one row`,
    );
  }
  const shapes = new Map<string, Shape>([[name, shape]]);
  const nodes = graph.nodes.map((node): ResolvedNode => {
    const definition = Object.hasOwn(nodeOps, node.op) ? nodeOps[node.op] : undefined;
    if (!definition) {
      throw invalid(node.name, `the op is ${node.op}, expected one of ${Object.keys(nodeOps).join(', ')}`);
    }
    if (shapes.has(node.name)) throw invalid(node.name, 'the name is taken; give every node its own');
    const inputShapes = node.inputs.map((input) => {
      const shape = shapes.get(input);
      if (!shape)
        throw invalid(node.name, `reads ${input}, which no earlier node makes; order the nodes topologically`);
      return shape;
    });
    const attributes = node.attributes ?? {};
    const shape = definition.shape(node.name, inputShapes, attributes);
    shapes.set(node.name, shape);
    const parameters = Object.entries(definition.parameters(inputShapes, attributes)).map(([role, shape]) => ({
      name: `${node.name}.${role}`,
      node: node.name,
      op: node.op,
      role,
      shape,
      length: elements(shape),
      init: node.init?.[role],
      group: node.group ?? ('head' as const),
      trainable: !node.frozen && !definition.state?.includes(role),
    }));
    return { ...node, definition, attributes, inputShapes, shape, parameters };
  });
  const output = shapes.get(graph.output);
  if (!output || graph.output === graph.input.name) {
    throw invalid(graph.output, 'is the output, but no node makes it');
  }
  return {
    graph,
    nodes,
    parameters: nodes.flatMap((node) => node.parameters),
    inputWidth: elements(graph.input.shape),
    outputWidth: elements(output),
  };
}

function invalid(name: string, what: string): KinfoldError {
  return new KinfoldError('argument-invalid', `graph node ${name}: ${what}`);
}
