import type { OnnxNode } from '../../onnx/graph.js';
import { operators } from './operators.js';

/** True if the importer knows the operator; whether it knows the form in which it is used is seen when it is imported. */
export function isKnown({ op, domain }: OnnxNode): boolean {
  return domain === '' && Object.hasOwn(operators, op);
}

/**
 * The first tensor behind `failed` and behind every unknown operator through which all the rest of the network runs: what lies
 * behind it can be trained. `nodes` are those that the output depends on, in order. Undefined if there is none.
 */
export function nearestStart(
  nodes: readonly OnnxNode[],
  failed: OnnxNode,
  isConstant: (name: string) => boolean,
): string | undefined {
  const last = nodes.findLastIndex((node) => node === failed || !isKnown(node));
  for (let first = last; first < nodes.length - 1; first++) {
    const start = nodes[first]!.outputs[0]!;
    const behind = nodes.slice(first + 1);
    const made = new Set([start, ...behind.flatMap(({ outputs }) => outputs)]);
    const isMade = (name: string) => name === '' || made.has(name) || isConstant(name);
    if (behind.every(({ inputs }) => inputs.every(isMade))) return start;
  }
  return undefined;
}
