import type { ResolvedGraph, ResolvedNode } from './graph.js';

/**
 * The nodes with every activation that directly follows a product, and alone reads it, taken into that product. The fused
 * node makes the activation's tensor and has the parameters of both under their own names, so that nothing outside of a
 * plan can tell.
 */
export function fuseActivations({ graph, nodes }: ResolvedGraph): readonly ResolvedNode[] {
  const readers = new Map<string, number>([[graph.output, 1]]);
  for (const { inputs } of nodes) for (const input of inputs) readers.set(input, (readers.get(input) ?? 0) + 1);
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const taken = new Set<string>();
  const fused = new Map<string, ResolvedNode>();
  for (const node of nodes) {
    const product = byName.get(node.inputs[0] ?? '');
    if (!product || !fits(product, node) || readers.get(product.name) !== 1) continue;
    taken.add(product.name);
    fused.set(node.name, {
      ...product,
      name: node.name,
      attributes: { ...product.attributes, ...node.attributes, activation: node.op },
      parameters: [...product.parameters, ...node.parameters],
    });
  }
  return nodes.filter(({ name }) => !taken.has(name)).map((node) => fused.get(node.name) ?? node);
}

function fits(product: ResolvedNode, { op, attributes }: ResolvedNode): boolean {
  if (!product.definition.activations?.includes(op)) return false;
  if ((product.attributes['activation'] ?? 'none') !== 'none') return false;
  // A negative slope hides on which side of zero the product was.
  return op !== 'leakyRelu' || Number(attributes['alpha'] ?? 0.01) > 0;
}
