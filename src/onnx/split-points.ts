import { isFloat, type Side } from './facts/fact.js';
import { inferFacts } from './facts/infer.js';
import type { OnnxGraph, OnnxNode } from './graph.js';
import { multiplications } from './multiplications.js';
import { readsOf } from './names.js';
import type { OnnxModel } from './read.js';
import { dropDead } from './simplify/dead.js';
import { isParameter, type OnnxType } from './tensor.js';

/** A tensor at which a model can be cut in two: every path from an input to an output goes through it. */
export interface SplitPoint {
  readonly tensor: string;
  readonly type: OnnxType;
  /** Shape of one row; a side that is not known is '?'. */
  readonly shape: readonly (number | string)[];
  /** The operator that makes the tensor. */
  readonly op: string;
  /** Parameters of the nodes behind it. */
  readonly parameters: number;
  /** Multiply-accumulates of convolutions and matrix products behind it, for one row; undefined where a shape is not known. */
  readonly multiplications: number | undefined;
}

/**
 * Every float tensor at which {@link splitModel} cuts, in the order from input to output, without the outputs themselves. Shortcuts
 * count as paths, and so do shapes that are computed from the input: simplify the model first.
 */
export function splitPoints(model: OnnxModel): SplitPoint[] {
  const graph = dropDead(model.graph);
  const facts = inferFacts({ ...model, graph });
  const stated = new Map(graph.values.map((value) => [value.name, value]));
  const batch = graph.inputs[0]?.shape?.[0];
  const found = waists(graph);
  const behind = costs(graph, found, (node) => multiplications(node, facts));
  const points: SplitPoint[] = [];
  for (const [at, { tensor, op }] of found.entries()) {
    const fact = facts.get(tensor);
    const type = fact?.type ?? stated.get(tensor)?.type;
    const shape: readonly Side[] | undefined = fact?.shape ?? stated.get(tensor)?.shape;
    // What has no axis of rows can be cut, but no encoder can take it.
    if (!isFloat(type) || !shape || shape[0] !== batch) continue;
    points.push({ tensor, type: type!, shape: shape.slice(1), op, ...behind[at]! });
  }
  return points;
}

interface Waist {
  readonly tensor: string;
  readonly op: string;
  /** Place of the node that makes it. */
  readonly index: number;
}

/**
 * Where one tensor alone, of all that depend on the input, is still to be read. In a graph without dead nodes every node in front of
 * such a place leads to the tensor and every node behind it reads it, whatever the order of the nodes.
 */
function waists(graph: OnnxGraph): Waist[] {
  const reads = new Map<string, number>();
  for (const name of graph.nodes.flatMap(readsOf)) reads.set(name, (reads.get(name) ?? 0) + 1);
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  // An output stays open to the end.
  for (const name of outputs) reads.set(name, Number.POSITIVE_INFINITY);
  const open = new Set(graph.inputs.map(({ name }) => name).filter((name) => reads.has(name)));
  const dependent = new Set(open);
  const found: Waist[] = [];
  for (const [index, node] of graph.nodes.entries()) {
    const inputs = readsOf(node).filter((name) => dependent.has(name));
    if (inputs.length === 0) continue;
    for (const name of inputs) {
      const left = reads.get(name)! - 1;
      reads.set(name, left);
      if (left === 0) open.delete(name);
    }
    for (const name of node.outputs) {
      if (name === '' || !reads.has(name)) continue;
      dependent.add(name);
      open.add(name);
    }
    const [tensor] = open;
    if (open.size === 1 && tensor !== undefined && !outputs.has(tensor)) found.push({ tensor, op: node.op, index });
  }
  return found;
}

type Cost = Pick<SplitPoint, 'parameters' | 'multiplications'>;

/** What stands behind each waist: one pass from the end, in which every constant counts where it is read last. */
function costs(graph: OnnxGraph, found: readonly Waist[], ofNode: (node: OnnxNode) => number | undefined): Cost[] {
  const constants = new Map(graph.initialisers.map((tensor) => [tensor.name, tensor]));
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const dependent = dependents(graph);
  const seen = new Set<string>();
  let parameters = 0;
  let products: number | undefined = 0;
  const count = (node: OnnxNode) => {
    const waiting = [node];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      for (const name of readsOf(next)) {
        if (dependent.has(name) || seen.has(name)) continue;
        seen.add(name);
        const tensor = constants.get(name);
        if (tensor && isParameter(tensor)) parameters += tensor.dims.reduce((product, side) => product * side, 1);
        const maker = makers.get(name);
        if (maker) waiting.push(maker);
      }
    }
    const own = ofNode(node);
    products = products === undefined || own === undefined ? undefined : products + own;
  };
  const list: Cost[] = [];
  let at = graph.nodes.length;
  for (const { index } of found.toReversed()) {
    for (at--; at > index; at--)
      if (graph.nodes[at]!.outputs.some((name) => dependent.has(name))) count(graph.nodes[at]!);
    at = index + 1;
    list.push({ parameters, multiplications: products });
  }
  return list.reverse();
}

/** Tensors that depend on an input. */
function dependents(graph: OnnxGraph): Set<string> {
  const names = new Set(graph.inputs.map(({ name }) => name));
  for (const node of graph.nodes) {
    if (readsOf(node).some((name) => names.has(name))) for (const output of node.outputs) names.add(output);
  }
  return names;
}
