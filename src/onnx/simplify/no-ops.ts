import { type Facts, isSameShape } from '../facts/fact.js';
import type { OnnxGraph, OnnxNode } from '../graph.js';
import { capturedBy, readsOf } from '../names.js';

/** Operators that change nothing but the shape, so nothing at all if that stays. */
const SHAPE_ONLY = new Set(['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Expand', 'Tile']);

/** Drops nodes that hand on their first input as it is; readers of the output read that instead. */
export function dropNoOps(graph: OnnxGraph, facts: Facts, opset: number): OnnxGraph {
  const read = new Set([...graph.nodes.flatMap(readsOf), ...graph.outputs.map(({ name }) => name)]);
  // The graphs inside nodes are left as they are, so what they read keeps its name.
  const fixed = new Set([...graph.nodes.flatMap(capturedBy), ...graph.outputs.map(({ name }) => name)]);
  const made = new Set(graph.nodes.flatMap(({ outputs }) => outputs));
  const aliases = new Map<string, string>();
  const resolve = (name: string): string => {
    let found = name;
    for (let next = aliases.get(found); next !== undefined; next = aliases.get(found)) found = next;
    return found;
  };
  const nodes = graph.nodes.filter((node) => {
    const [from, to] = [node.inputs[0] ?? '', node.outputs[0] ?? ''];
    const isAlone = node.outputs.slice(1).every((output) => !read.has(output));
    if (from === '' || to === '' || !isAlone || !isNoOp(node, facts, opset)) return true;
    const source = resolve(from);
    if (!fixed.has(to)) aliases.set(to, source);
    // An output keeps its name, so what makes the source makes the output instead.
    else if (made.has(source) && !fixed.has(source)) aliases.set(source, to);
    else return true;
    return false;
  });
  const renamed = ({ inputs, outputs, ...rest }: OnnxNode): OnnxNode => ({
    ...rest,
    inputs: inputs.map(resolve),
    outputs: outputs.map(resolve),
  });
  return aliases.size > 0 ? { ...graph, nodes: nodes.map(renamed) } : graph;
}

function isNoOp({ op, domain, inputs, outputs, attributes }: OnnxNode, facts: Facts, opset: number): boolean {
  if (domain !== '') return false;
  const from = facts.get(inputs[0] ?? '');
  const to = facts.get(outputs[0] ?? '');
  if (op === 'Identity') return true;
  if (op === 'Concat') return inputs.length === 1;
  if (op === 'Cast') return from?.type !== undefined && from.type === to?.type;
  if (op === 'Dropout') {
    // From operator set 12 on an input says whether the model trains.
    const training = opset < 12 ? '' : (inputs[2] ?? '');
    return training === '' || facts.get(training)?.values?.[0] === 0;
  }
  if (op === 'Transpose') {
    const order = attributes.get('perm');
    return order?.kind === 'ints' && order.value.every((axis, at) => axis === at);
  }
  return SHAPE_ONLY.has(op) && isSameShape(from?.shape, to?.shape);
}
