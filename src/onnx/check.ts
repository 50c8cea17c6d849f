import { KinfoldError } from '../errors.js';
import type { OnnxGraph } from './graph.js';
import { titleOf } from './names.js';
import type { OnnxModel } from './read.js';

/** ONNX's own operator sets that are read. The newest is what onnxruntime-web 1.30 takes: it refuses 27 as "not official yet". */
export const OLDEST_OPSET = 9;
export const NEWEST_OPSET = 26;

/**
 * Checks what every reader of a graph relies on: operator sets are imported, a tensor has one maker, which stands before its
 * readers, and the outputs are made.
 * @throws `onnx-invalid`, or `onnx-unsupported` for an operator set of ONNX that is too old or too new.
 */
export function checkOnnx({ opsets, graph }: Pick<OnnxModel, 'opsets' | 'graph'>, subject: string): void {
  const opset = opsets.get('');
  if (opset !== undefined && !(opset >= OLDEST_OPSET && opset <= NEWEST_OPSET)) {
    throw new KinfoldError(
      'onnx-unsupported',
      `${subject}: got ONNX operator set ${opset}, expected ${OLDEST_OPSET} to ${NEWEST_OPSET}; export or convert the model for one of these`,
    );
  }
  const problem = findProblem(graph, opsets, () => false);
  if (problem)
    throw new KinfoldError('onnx-invalid', `${subject}: got a graph in which ${problem}; export the model again`);
}

/** What is wrong with a graph, if anything; `isAround` knows the tensors of the graphs around it. */
function findProblem(
  graph: OnnxGraph,
  opsets: ReadonlyMap<string, number>,
  isAround: (name: string) => boolean,
): string | undefined {
  const made = new Set<string>();
  const has = (name: string) => made.has(name) || isAround(name);
  for (const { name } of [...graph.inputs, ...graph.initialisers]) {
    if (name === '') return 'an input or initialiser has no name';
    if (made.has(name)) return `tensor "${name}" is made twice`;
    made.add(name);
  }
  for (const node of graph.nodes) {
    const title = titleOf(node);
    if (!opsets.has(node.domain)) return `${title} is of operator set "${node.domain}", which is not imported`;
    const early = node.inputs.find((input) => input !== '' && !has(input));
    if (early !== undefined) return `${title} reads "${early}" before it is made: ${why(graph, early)}`;
    for (const attribute of node.attributes.values()) {
      const problem = attribute.kind === 'graph' ? findProblem(attribute.value, opsets, has) : undefined;
      if (problem) return problem;
    }
    for (const output of node.outputs) {
      if (output !== '' && made.has(output)) return `tensor "${output}" is made twice`;
      made.add(output);
    }
  }
  const lost = graph.outputs.find(({ name }) => name === '' || !has(name));
  if (lost) return `output "${lost.name}" is made by no node`;
  const names = new Set(graph.outputs.map(({ name }) => name));
  return names.size < graph.outputs.length ? 'an output stands twice' : undefined;
}

function why(graph: OnnxGraph, name: string): string {
  const isMade = graph.nodes.some(({ outputs }) => outputs.includes(name));
  return isMade ? 'the nodes are out of order or form a cycle' : 'no node makes it';
}
