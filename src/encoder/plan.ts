import type { Recorder } from '../gpu/recorder.js';
import type { BufferSpec, Slice } from '../gpu/tensor.js';
import * as add from '../ops/add.js';
import type { ForwardCall } from '../ops/node.js';
import { Arena } from './arena.js';
import type { ResolvedGraph, ResolvedNode } from './graph.js';
import { backwardSteps, forwardTensors } from './lifetimes.js';
import type { Parameters } from './parameters.js';

export interface PlanOptions {
  /** Pictures in a batch. */
  readonly rows: number;
  /** Plan the backward too; the gradients go into a vector of the parameters' layout. */
  readonly gradients?: BufferSpec;
}

/** A graph with its memory laid out for one batch size. Pure arithmetic: nothing is allocated. */
export interface EncoderPlan {
  readonly rows: number;
  readonly graph: ResolvedGraph;
  /** Every buffer of the arena, to allocate before the plan runs. */
  readonly buffers: readonly BufferSpec[];
  /** Features [rows, width]; written before forward. */
  readonly input: Slice;
  /** Embeddings [rows, width]; valid from forward to the start of backward. */
  readonly output: Slice;
  recordForward(recorder: Recorder): void;
  /** ∂ loss / ∂ embedding [rows, width]; written between forward and backward. */
  readonly dOutput: Slice;
  /** Adds to the gradients vector; parameters' gradients are cleared by the caller. */
  recordBackward(recorder: Recorder): void;
}

/**
 * Decides where every tensor lives. Backward stops at the earliest node with parameters: nothing before it gets a
 * gradient. A tensor that several nodes read gets the sum of their gradients.
 */
export function planEncoder(parameters: Parameters, { rows, gradients }: PlanOptions): EncoderPlan {
  const { graph } = parameters;
  const { input, output } = graph.graph;
  const nodes = graph.nodes.filter(({ definition }) => gradients !== undefined || !definition.trainingOnly);
  const arena = new Arena(gradients ? 'training' : 'inference');
  const tensors = forwardTensors(graph, nodes, rows, arena);
  const outputTensor = tensors.outputs.get(output)!;
  const dOutput = arena.tensor(`d ${output}`, outputTensor.length);
  const steps = gradients ? backwardSteps(nodes, tensors, dOutput, output, arena) : [];
  const buffers = arena.pack();

  const call = (node: ResolvedNode): ForwardCall => ({
    name: node.name,
    mode: gradients ? 'training' : 'inference',
    rows,
    attributes: node.attributes,
    inputs: node.inputs.map((name, i) => ({ slice: tensors.outputs.get(name)!.slice, shape: node.inputShapes[i]! })),
    output: { slice: tensors.outputs.get(node.name)!.slice, shape: node.shape },
    parameters: Object.fromEntries(node.parameters.map(({ role, name }) => [role, parameters.slice(name)])),
    saved: Object.fromEntries(Object.entries(tensors.saved.get(node)!).map(([name, { slice }]) => [name, slice])),
    scratch: {},
  });

  return {
    rows,
    graph,
    buffers,
    input: tensors.outputs.get(input.name)!.slice,
    output: outputTensor.slice,
    recordForward(recorder) {
      for (const node of nodes) node.definition.forward(recorder, call(node));
    },
    get dOutput() {
      return dOutput.slice;
    },
    recordBackward(recorder) {
      for (const { node, dOutput, dInputs, sums } of steps) {
        const own = node.parameters.map(({ role, name }) => [role, parameters.sliceIn(gradients!, name)] as const);
        node.definition.backward(recorder, {
          ...call(node),
          dOutput: dOutput.slice,
          dInputs: dInputs.map((tensor) => tensor?.slice ?? null),
          dParameters: Object.fromEntries(own),
        });
        for (const { a, b, sum } of sums) add.forward(recorder, { a: a.slice, b: b.slice, y: sum.slice }, sum.length);
      }
    },
  };
}
