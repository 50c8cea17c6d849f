import type { OnnxGraph } from '../../onnx/graph.js';
import type { OnnxModel } from '../../onnx/read.js';
import type { OnnxTensor } from '../../onnx/tensor.js';

/** Operators all of whose inputs are computed in a network; the further inputs of all others are weights and settings. */
const ACTIVATIONS_ONLY = new Set(['Add', 'Sub', 'Mul', 'Div', 'Pow', 'MatMul', 'Concat']);

export interface Fed {
  readonly model: OnnxModel;
  /** What becomes the encoder's input. */
  readonly input: OnnxTensor;
  /** What becomes `parameter` nodes. */
  readonly inputs: ReadonlyMap<string, OnnxTensor>;
}

/**
 * A node test gives weights and settings as inputs of the model. Here the first input stays one; of the others those
 * that can only be computed become parameters that every row reads, and the rest initialisers.
 */
export function feed(model: OnnxModel, tensors: readonly OnnxTensor[]): Fed {
  const { graph } = model;
  const named = graph.inputs.map((value, i) => ({ ...tensors[i]!, name: value.name }));
  const [input, ...others] = named;
  const computed = others.filter(({ name, type }) => type === 'float32' && isComputed(graph, name));
  const initialisers = [...graph.initialisers, ...others.filter((tensor) => !computed.includes(tensor))];
  const inputs = graph.inputs.flatMap((value, i) =>
    i === 0 || computed.some(({ name }) => name === value.name) ? [{ ...value, shape: tensors[i]!.dims }] : [],
  );
  return {
    model: { ...model, graph: { ...graph, initialisers, inputs } },
    input: input!,
    inputs: new Map(computed.map((tensor) => [tensor.name, tensor])),
  };
}

function isComputed({ nodes }: OnnxGraph, name: string): boolean {
  return nodes.every(({ op, inputs }) => !inputs.includes(name) || inputs[0] === name || ACTIVATIONS_ONLY.has(op));
}
