import type { Graph, GraphNode, ParameterGroup } from './graph.js';

/** The tensors of a graph under longer names, its parameters as one group. */
export function named(graph: Graph, prefix: string, group: ParameterGroup): Graph {
  const name = (tensor: string) => prefix + tensor;
  const nodes = graph.nodes.map(
    (node): GraphNode => ({ ...node, name: name(node.name), inputs: node.inputs.map(name), group }),
  );
  return { input: { ...graph.input, name: name(graph.input.name) }, nodes, output: name(graph.output) };
}

/** One graph behind another: `second` reads what `first` puts out. Their nodes must have different names. */
export function chain(first: Graph, second: Graph): Graph {
  const name = (tensor: string) => (tensor === second.input.name ? first.output : tensor);
  const nodes = second.nodes.map((node): GraphNode => ({ ...node, inputs: node.inputs.map(name) }));
  return { input: first.input, nodes: [...first.nodes, ...nodes], output: name(second.output) };
}

/**
 * The same graph without pairs of transposes that undo each other: where one part of a composed graph ends channels first and
 * the next begins channels last. A node that nothing reads any more is dropped.
 */
export function withoutDetours({ input, nodes, output }: Graph): Graph {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const instead = new Map<string, string>();
  const name = (tensor: string) => instead.get(tensor) ?? tensor;
  const kept: GraphNode[] = [];
  for (const node of nodes) {
    const moved = { ...node, inputs: node.inputs.map(name) };
    const before = byName.get(moved.inputs[0] ?? '');
    if (before && undoes(before, moved)) instead.set(node.name, before.inputs[0]!);
    else {
      byName.set(node.name, moved);
      kept.push(moved);
    }
  }
  return dropUnread({ input, nodes: kept, output: name(output) });
}

function undoes(before: GraphNode, after: GraphNode): boolean {
  if (before.op !== 'transpose' || after.op !== 'transpose') return false;
  const [first, second] = [before, after].map(({ attributes }) => attributes?.['permutation'] as readonly number[]);
  return second!.every((axis, i) => first![axis] === i);
}

function dropUnread({ input, nodes, output }: Graph): Graph {
  const read = new Set([output]);
  const kept = [...nodes].reverse().filter(({ name, inputs }) => {
    if (!read.has(name)) return false;
    for (const tensor of inputs) read.add(tensor);
    return true;
  });
  return { input, nodes: kept.reverse(), output };
}
