import { floatTensor } from '../onnx/build.js';
import type { OnnxGraph, OnnxNode } from '../onnx/graph.js';
import { capturedBy, freshNames } from '../onnx/names.js';
import type { OnnxModel } from '../onnx/read.js';
import type { OnnxTensor } from '../onnx/tensor.js';
import { permute } from './import/layout.js';
import type { ImportedEncoder, Origin } from './imported.js';

/** Tuned values by the parameter's name, in our layout. */
export type TunedValues = (parameter: string) => Float32Array;

/**
 * The model that was imported, with tuned values in the place of its own. What was not changed keeps its bits. An initialiser
 * that several nodes read and that they tuned apart becomes one for each of them.
 */
export function patchModel(model: OnnxModel, { values, origins }: ImportedEncoder, tuned: TunedValues): OnnxModel {
  let { graph } = model;
  for (const [parameter, origin] of origins) {
    const value = tuned(parameter);
    const original = values.get(parameter)!;
    if (value.every((number, i) => Object.is(number, original[i]))) continue;
    graph = withInput(graph, origin, (tensor) => inOnnxLayout(origin, tensor, value));
  }
  return { ...model, graph };
}

/** The graph in which the reader of `origin` reads a tensor of its own: what `make` gives for the one that it reads now. */
function withInput(graph: OnnxGraph, origin: Origin, make: (tensor: OnnxTensor) => OnnxTensor): OnnxGraph {
  const { node, input } = origin.reader;
  const reader = graph.nodes.find(({ outputs }) => outputs[0] === node)!;
  const tensor = graph.initialisers.find(({ name }) => name === reader.inputs[input]);
  const shared = !tensor || graph.nodes.some((other) => readsBesides(other, tensor.name, reader, input));
  const made = make(tensor ?? { name: '', dims: [], type: 'float32', data: new Uint8Array() });
  if (!shared) {
    const initialisers = graph.initialisers.map((each) => (each === tensor ? { ...made, name: tensor.name } : each));
    return { ...graph, initialisers };
  }
  const name = freshNames(graph)(`${node}.${input}`);
  const inputs = Array.from({ length: Math.max(reader.inputs.length, input + 1) }, (_, i) =>
    i === input ? name : (reader.inputs[i] ?? ''),
  );
  return {
    ...graph,
    nodes: graph.nodes.map((each) => (each === reader ? { ...reader, inputs } : each)),
    initialisers: [...graph.initialisers, { ...made, name }],
  };
}

function readsBesides(node: OnnxNode, name: string, reader: OnnxNode, input: number): boolean {
  const isRead = node.inputs.some((each, i) => each === name && !(node === reader && i === input));
  return isRead || capturedBy(node).includes(name);
}

/** Inverts  parameter = scale · transpose(reshape(initialiser, view), order)  for the initialiser. */
function inOnnxLayout(origin: Origin, { dims }: OnnxTensor, parameter: Float32Array): OnnxTensor {
  if (!('view' in origin)) return floatTensor('', [parameter.length], parameter);
  const { view, order, scale } = origin;
  const stored = order.map((axis) => view[axis]!);
  const back = view.map((_, axis) => order.indexOf(axis));
  const values = permute(parameter, stored, back).map((number) => number / scale);
  return floatTensor('', dims, values);
}
