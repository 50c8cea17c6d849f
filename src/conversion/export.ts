import { type Graph, type ResolvedNode, resolveGraph } from '../encoder/graph.js';
import { model as newModel, value } from '../onnx/build.js';
import { namesIn } from '../onnx/names.js';
import type { OnnxModel } from '../onnx/read.js';
import { activationExporters } from './export/activations.js';
import { arithmeticExporters } from './export/arithmetic.js';
import { movementExporters } from './export/movement.js';
import { normExporters } from './export/norms.js';
import type { Exporters } from './export/operator.js';
import { poolExporters } from './export/pools.js';
import { productExporters } from './export/products.js';
import { type ParameterValues, unsupported, Writer } from './export/writer.js';

/** The operator set that a model of our own is written for. */
const OPSET = 17;

const exporters: Exporters = {
  ...activationExporters,
  ...arithmeticExporters,
  ...movementExporters,
  ...normExporters,
  ...poolExporters,
  ...productExporters,
};

/** Name of the output that an encoder's model has. */
const OUTPUT = 'embedding';

/**
 * An encoder as an ONNX model of its own: input under the graph's name, [N, ...shape] in the graph's order; output `embedding`.
 * @param values of the graph's parameters by name.
 * @throws KinfoldError `onnx-unsupported` for a node that has no form in ONNX.
 */
export function exportEncoder(graph: Graph, values: ParameterValues): OnnxModel {
  const input = value(graph.input.name, ['N', ...graph.input.shape]);
  const empty = newModel({ nodes: [], inputs: [input], outputs: [input] }, { opsets: new Map([['', OPSET]]) });
  return appendEncoder(empty, graph, values);
}

/**
 * The model with an encoder behind its only output: for a head behind its backbone. The output is the encoder's alone, called
 * `embedding`, or `embedding_2` in a model that has a tensor of that name. The nodes are written for the model's operator set.
 * @throws KinfoldError `onnx-unsupported` for a node that the operator set has no form for.
 */
export function appendEncoder(model: OnnxModel, graph: Graph, values: ParameterValues): OnnxModel {
  const resolved = resolveGraph(graph);
  const { graph: before } = model;
  const [from] = before.outputs;
  const taken = namesIn(before);
  for (const { name } of before.nodes) taken.add(name);
  const writer = new Writer(resolved, values, model.opsets.get('') ?? OPSET, taken, from!.name);
  const output = writer.free(OUTPUT);
  for (const node of resolved.nodes) writer.hold(node.name, ...flip(exportNode(writer, node)));
  const last = writer.tensor(graph.output, 'last');
  // An encoder of which inference leaves nothing.
  const made = last === from!.name ? writer.emit(output, 'Identity', [last]) : last;
  const renamed = (name: string) => (name === made ? output : name);
  const nodes = writer.nodes.map((node) => ({
    ...node,
    name: renamed(node.name),
    inputs: node.inputs.map(renamed),
    outputs: node.outputs.map(renamed),
  }));
  const batch = before.inputs[0]?.shape?.[0] ?? 'N';
  const shape = resolved.nodes.find(({ name }) => name === graph.output)!.shape;
  return {
    ...model,
    graph: {
      ...before,
      nodes: [...before.nodes, ...nodes],
      initialisers: [...before.initialisers, ...writer.initialisers],
      outputs: [value(output, [batch, ...shape])],
    },
  };
}

function exportNode(writer: Writer, node: ResolvedNode) {
  if (node.definition.trainingOnly) {
    const order = writer.orderOf(node.inputs[0]!);
    return [writer.tensor(node.inputs[0]!, order), order] as const;
  }
  const exporter = exporters[node.op];
  if (!exporter) throw unsupported(node, 'is an op');
  return exporter(writer, node);
}

const flip = <A, B>([a, b]: readonly [A, B]) => [b, a] as const;
