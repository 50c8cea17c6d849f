import type { Recorder } from '../gpu/recorder.js';
import type { BufferSpec, Slice } from '../gpu/tensor.js';
import * as add from '../ops/add.js';
import type { BackwardCall, ForwardCall } from '../ops/node.js';
import { elements } from '../ops/node.js';
import { Arena, type ArenaTensor } from './arena.js';
import type { ResolvedGraph, ResolvedNode } from './graph.js';
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
  const nodes = graph.nodes.filter(({ definition }) => gradients !== undefined || !definition.trainingOnly);
  const arena = new Arena(gradients ? 'training' : 'inference');
  const lossTime = nodes.length + 1;
  const backwardTime = (index: number) => lossTime + nodes.length - index;

  const tensors = new Map<string, ArenaTensor>();
  const input = arena.tensor(graph.graph.input.name, rows * graph.inputWidth);
  input.use(0);
  tensors.set(graph.graph.input.name, input);
  const saved = new Map<ResolvedNode, Record<string, ArenaTensor>>();
  for (const node of graph.nodes) {
    if (!nodes.includes(node)) {
      tensors.set(node.name, tensors.get(node.inputs[0]!)!);
      continue;
    }
    const time = nodes.indexOf(node) + 1;
    for (const name of node.inputs) tensors.get(name)!.use(time);
    const output = arena.tensor(node.name, rows * elements(node.shape));
    output.use(time);
    tensors.set(node.name, output);
    const kept = Object.entries(node.definition.saved(node.inputShapes, node.attributes)).map(([name, words]) => {
      const tensor = arena.tensor(`${node.name}.${name}`, rows * words);
      tensor.use(time);
      return [name, tensor] as const;
    });
    saved.set(node, Object.fromEntries(kept));
  }
  const output = tensors.get(graph.graph.output)!;
  output.use(lossTime);

  // Backward: who needs a gradient, where it lives, and what of forward has to survive for it.
  const needsGradient = new Set<string>();
  for (const node of nodes) {
    if (node.parameters.length > 0 || node.inputs.some((name) => needsGradient.has(name))) needsGradient.add(node.name);
  }
  const dOutput = arena.tensor(`d ${graph.graph.output}`, output.length);
  const gradientOf = new Map<string, ArenaTensor>([[graph.graph.output, dOutput]]);
  const steps: BackwardStep[] = [];
  if (gradients) {
    dOutput.use(lossTime);
    for (let index = nodes.length - 1; index >= 0; index--) {
      const node = nodes[index]!;
      const dNode = gradientOf.get(node.name);
      if (!dNode || !needsGradient.has(node.name)) continue;
      const time = backwardTime(index);
      dNode.use(time);
      if (node.definition.keeps.inputs) for (const name of node.inputs) tensors.get(name)!.use(time);
      if (node.definition.keeps.output) tensors.get(node.name)!.use(time);
      for (const tensor of Object.values(saved.get(node)!)) tensor.use(time);
      const sums: BackwardStep['sums'][number][] = [];
      const dInputs = node.inputs.map((name) => {
        if (!needsGradient.has(name)) return null;
        const own = arena.tensor(`d ${name} by ${node.name}`, tensors.get(name)!.length);
        own.use(time);
        const other = gradientOf.get(name);
        if (!other) {
          gradientOf.set(name, own);
          return own;
        }
        const sum = arena.tensor(`d ${name} with ${node.name}`, own.length);
        other.use(time);
        sum.use(time);
        sums.push({ a: own, b: other, sum });
        gradientOf.set(name, sum);
        return own;
      });
      steps.push({ node, dNode, dInputs, sums });
    }
  }
  const buffers = arena.pack();

  const call = (node: ResolvedNode): ForwardCall => ({
    name: node.name,
    rows,
    attributes: node.attributes,
    inputs: node.inputs.map((name, i) => ({ slice: tensors.get(name)!.slice, shape: node.inputShapes[i]! })),
    output: { slice: tensors.get(node.name)!.slice, shape: node.shape },
    parameters: Object.fromEntries(node.parameters.map(({ role, name }) => [role, parameters.slice(name)])),
    saved: Object.fromEntries(Object.entries(saved.get(node)!).map(([name, tensor]) => [name, tensor.slice])),
  });

  return {
    rows,
    graph,
    buffers,
    input: input.slice,
    output: output.slice,
    recordForward(recorder) {
      for (const node of nodes) node.definition.forward(recorder, call(node));
    },
    get dOutput() {
      return dOutput.slice;
    },
    recordBackward(recorder) {
      for (const { node, dNode, dInputs, sums } of steps) {
        const backward: BackwardCall = {
          ...call(node),
          dOutput: dNode.slice,
          dInputs: dInputs.map((tensor) => tensor?.slice ?? null),
          dParameters: Object.fromEntries(
            node.parameters.map(({ role, name }) => [role, parameters.sliceIn(gradients!, name)]),
          ),
        };
        node.definition.backward(recorder, backward);
        for (const { a, b, sum } of sums) add.forward(recorder, { a: a.slice, b: b.slice, y: sum.slice }, sum.length);
      }
    },
  };
}

interface BackwardStep {
  readonly node: ResolvedNode;
  readonly dNode: ArenaTensor;
  readonly dInputs: readonly (ArenaTensor | null)[];
  readonly sums: readonly { readonly a: ArenaTensor; readonly b: ArenaTensor; readonly sum: ArenaTensor }[];
}
