import { floatTensor, int64Tensor } from '../build.js';
import { type Fact, type Facts, isNumbers, isSame, type Side } from '../facts/fact.js';
import type { OnnxGraph, OnnxNode } from '../graph.js';
import { freshNames } from '../names.js';
import type { OnnxTensor } from '../tensor.js';

/**
 * Makes an initialiser of every tensor that is known before a run, and gives a Reshape a constant target where only free sides that
 * stay in their place, or one other, keep it from having one.
 */
export function foldConstants(graph: OnnxGraph, facts: Facts): OnnxGraph {
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const fresh = freshNames(graph);
  const folded: OnnxTensor[] = [];
  const nodes: OnnxNode[] = [];
  for (const node of graph.nodes) {
    const [name = ''] = node.outputs;
    const isOnly = node.outputs.length === 1 && !outputs.has(name);
    const tensor = isOnly ? tensorOf(name, facts.get(name)) : undefined;
    const target = tensor ? undefined : reshapeTarget(node, facts);
    if (tensor) folded.push(tensor);
    else if (target) {
      const constant = int64Tensor(fresh(`${name}_shape`), [target.length], target);
      folded.push(constant);
      nodes.push({ ...node, inputs: [node.inputs[0]!, constant.name] });
    } else nodes.push(node);
  }
  return { ...graph, nodes, initialisers: [...graph.initialisers, ...folded] };
}

/** A tensor whose every element is known. */
function tensorOf(name: string, { type, shape, values }: Fact = {}): OnnxTensor | undefined {
  if (name === '' || !isNumbers(shape) || !isNumbers(values)) return undefined;
  if (type === 'float32') return floatTensor(name, shape, values);
  if (type === 'bool') return { name, dims: shape, type, data: Uint8Array.from(values) };
  if (type === 'int32') return { name, dims: shape, type, data: int32Bytes(values) };
  return type === 'int64' && values.every(Number.isSafeInteger) ? int64Tensor(name, shape, values) : undefined;
}

function int32Bytes(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [at, value] of values.entries()) view.setInt32(4 * at, value, true);
  return new Uint8Array(view.buffer);
}

/** The target of a Reshape as constants: 0 for a free side that stays in its place, -1 for one that does not. */
function reshapeTarget({ op, domain, inputs, attributes }: OnnxNode, facts: Facts): number[] | undefined {
  if (op !== 'Reshape' || domain !== '' || attributes.has('allowzero')) return undefined;
  const data = facts.get(inputs[0] ?? '')?.shape;
  const target = facts.get(inputs[1] ?? '')?.values;
  if (!target || isNumbers(target)) return undefined;
  const constant = target.map(
    (side, axis): Side => (typeof side === 'string' && isSame(side, data?.[axis]) ? 0 : side),
  );
  const open = constant.filter((side) => typeof side === 'string' || side === -1);
  // A target that gives a side of zero elements leaves it open what -1 is.
  if (open.length > 1 || (target.includes(0) && open.length > 0)) return undefined;
  return constant.map((side) => (typeof side === 'string' ? -1 : side));
}
