import type { OnnxGraph, OnnxNode } from './graph.js';

/** A node as errors call it: many files give nodes no names, so then after its first output. */
export const titleOf = ({ name, op, outputs }: OnnxNode): string => `node "${name || (outputs[0] ?? '')}" (${op})`;

const NONE: readonly string[] = [];

/** The tensors that a node reads: its inputs, and what the graphs inside it take from around them. */
export function readsOf(node: OnnxNode): readonly string[] {
  const given = node.inputs.includes('') ? node.inputs.filter((name) => name !== '') : node.inputs;
  const inside = capturedBy(node);
  return inside.length > 0 ? [...given, ...inside] : given;
}

/** What the graphs inside a node take from around them. */
export function capturedBy({ attributes }: OnnxNode): readonly string[] {
  let captured = NONE;
  for (const attribute of attributes.values()) {
    if (attribute.kind === 'graph') captured = [...captured, ...freeNames(attribute.value)];
  }
  return captured;
}

/** The tensors that a graph reads but does not make. */
function freeNames(graph: OnnxGraph): string[] {
  const made = new Set([...graph.inputs, ...graph.initialisers].map(({ name }) => name));
  for (const node of graph.nodes) for (const output of node.outputs) made.add(output);
  const read = [...graph.nodes.flatMap(readsOf), ...graph.outputs.map(({ name }) => name)];
  return [...new Set(read)].filter((name) => !made.has(name));
}

/** Every name of a tensor in a graph and in the graphs inside it. */
export function namesIn(graph: OnnxGraph, names = new Set<string>()): Set<string> {
  for (const { name } of [...graph.inputs, ...graph.initialisers, ...graph.outputs]) names.add(name);
  for (const { inputs, outputs, attributes } of graph.nodes) {
    for (const name of inputs) names.add(name);
    for (const name of outputs) names.add(name);
    for (const attribute of attributes.values()) if (attribute.kind === 'graph') namesIn(attribute.value, names);
  }
  return names;
}

/** Makes names that no tensor of a graph has yet: the one asked for, or with a number behind it. */
export function freshNames(graph: OnnxGraph): (wish: string) => string {
  const taken = namesIn(graph);
  return (wish) => {
    let name = wish;
    for (let count = 1; taken.has(name); count++) name = `${wish}_${count}`;
    taken.add(name);
    return name;
  };
}
