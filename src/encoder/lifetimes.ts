import { elements } from '../ops/node.js';
import type { Arena, ArenaTensor } from './arena.js';
import type { ResolvedGraph, ResolvedNode } from './graph.js';

// Time in a plan: the input is written at 0, node i runs forward at i + 1, the loss at n + 1, node i backward at 2n + 1 − i.

/** The tensors of a forward pass, by the name of the node (or of the graph's input) that makes them. */
export interface ForwardTensors {
  readonly outputs: ReadonlyMap<string, ArenaTensor>;
  /** What a node's forward leaves for its backward. */
  readonly saved: ReadonlyMap<ResolvedNode, Readonly<Record<string, ArenaTensor>>>;
}

/** The backward of one node. */
export interface BackwardStep {
  readonly node: ResolvedNode;
  readonly dOutput: ArenaTensor;
  /** Null where nothing before the input learns. */
  readonly dInputs: readonly (ArenaTensor | null)[];
  /** Gradients of tensors that several nodes read, to be added up after this step. */
  readonly sums: readonly { readonly a: ArenaTensor; readonly b: ArenaTensor; readonly sum: ArenaTensor }[];
}

/** Notes when each tensor of forward is used. A node that is left out (noise in inference) passes its input on. */
export function forwardTensors(
  { graph, nodes: all, inputWidth }: ResolvedGraph,
  nodes: readonly ResolvedNode[],
  rows: number,
  arena: Arena,
): ForwardTensors {
  const input = arena.tensor(graph.input.name, rows * inputWidth);
  input.use(0);
  const outputs = new Map([[graph.input.name, input]]);
  const saved = new Map<ResolvedNode, Readonly<Record<string, ArenaTensor>>>();
  for (const node of all) {
    const time = nodes.indexOf(node) + 1;
    if (time === 0) {
      outputs.set(node.name, outputs.get(node.inputs[0]!)!);
      continue;
    }
    for (const name of node.inputs) outputs.get(name)!.use(time);
    const output = arena.tensor(node.name, rows * elements(node.shape));
    output.use(time);
    outputs.set(node.name, output);
    const words = Object.entries(node.definition.saved(node.inputShapes, node.attributes));
    const own = words.map(([name, count]) => [name, arena.tensor(`${node.name}.${name}`, rows * count)] as const);
    for (const [, tensor] of own) tensor.use(time);
    saved.set(node, Object.fromEntries(own));
  }
  outputs.get(graph.output)!.use(nodes.length + 1);
  return { outputs, saved };
}

/**
 * Notes which gradients are needed and when, and keeps alive what backward reads of forward. Nothing before the earliest
 * node with parameters gets a gradient.
 */
export function backwardSteps(
  nodes: readonly ResolvedNode[],
  { outputs, saved }: ForwardTensors,
  dOutput: ArenaTensor,
  output: string,
  arena: Arena,
): BackwardStep[] {
  const learning = new Set<string>();
  for (const { name, parameters, inputs } of nodes) {
    if (parameters.length > 0 || inputs.some((input) => learning.has(input))) learning.add(name);
  }
  dOutput.use(nodes.length + 1);
  const gradientOf = new Map([[output, dOutput]]);
  const steps: BackwardStep[] = [];
  for (const [index, node] of [...nodes.entries()].reverse()) {
    const { definition, name, inputs } = node;
    const dNode = gradientOf.get(name);
    if (!dNode || !learning.has(name)) continue;
    const time = 2 * nodes.length + 1 - index;
    dNode.use(time);
    if (definition.keeps.inputs) for (const input of inputs) outputs.get(input)!.use(time);
    if (definition.keeps.output) outputs.get(name)!.use(time);
    for (const tensor of Object.values(saved.get(node)!)) tensor.use(time);
    const sums: { a: ArenaTensor; b: ArenaTensor; sum: ArenaTensor }[] = [];
    const dInputs = inputs.map((input) => {
      if (!learning.has(input)) return null;
      const own = arena.tensor(`d ${input} by ${name}`, outputs.get(input)!.length);
      own.use(time);
      const other = gradientOf.get(input);
      const sum = other ? arena.tensor(`d ${input} with ${name}`, own.length) : own;
      gradientOf.set(input, sum);
      if (other) {
        other.use(time);
        sum.use(time);
        sums.push({ a: own, b: other, sum });
      }
      return own;
    });
    steps.push({ node, dOutput: dNode, dInputs, sums });
  }
  return steps;
}
