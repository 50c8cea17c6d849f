import type { OnnxGraph } from '../graph.js';
import { readsOf } from '../names.js';

/** Drops nodes and initialisers that no output needs, and what is stated of tensors that are not there. */
export function dropDead(graph: OnnxGraph): OnnxGraph {
  const needed = new Set(graph.outputs.map(({ name }) => name));
  const nodes = graph.nodes
    .toReversed()
    .filter((node) => {
      if (!node.outputs.some((output) => needed.has(output))) return false;
      for (const name of readsOf(node)) needed.add(name);
      return true;
    })
    .reverse();
  const made = new Set(nodes.flatMap(({ outputs }) => outputs));
  return {
    ...graph,
    nodes,
    initialisers: graph.initialisers.filter(({ name }) => needed.has(name)),
    values: graph.values.filter(({ name }) => made.has(name)),
  };
}
