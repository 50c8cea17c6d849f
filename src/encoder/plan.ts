import type { Recorder } from '../gpu/recorder.js';
import type { BufferSpec, Slice } from '../gpu/tensor.js';
import * as add from '../ops/add.js';
import type { ForwardCall } from '../ops/node.js';
import { Arena, type ArenaTensor } from './arena.js';
import { fuseActivations } from './fusion.js';
import type { ResolvedGraph } from './graph.js';
import type { Parameters } from './parameters.js';
import { type BackwardStep, type ForwardStep, type SumStep, scheduleOf } from './schedule.js';

export interface PlanOptions {
  /** Pictures in a batch. */
  readonly rows: number;
  /** Plan the backward too; the gradients go into a vector of the layout of the parameters that learn. */
  readonly gradients?: BufferSpec;
  /** Keep about √n of n tensors for backward and make the others once more: less memory for a second forward. Default false. */
  readonly recompute?: boolean;
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
 * Decides where every tensor lives. Activations are taken into the product in front of them. Backward stops at the earliest
 * node that learns: nothing before it gets a gradient. A tensor that several nodes read gets the sum of their gradients.
 */
export function planEncoder(parameters: Parameters, { rows, gradients, recompute = false }: PlanOptions): EncoderPlan {
  const { graph } = parameters;
  const training = gradients !== undefined;
  const arena = new Arena(training ? 'training' : 'inference');
  const schedule = scheduleOf(graph, fuseActivations(graph), arena, { rows, training, recompute });
  const buffers = arena.pack();

  const callOf = ({ node, mode, inputs, output, saved, scratch }: ForwardStep): ForwardCall => ({
    name: node.name,
    mode,
    frozen: node.frozen ?? false,
    rows,
    attributes: node.attributes,
    inputs: inputs.map(({ slice }, i) => ({ slice, shape: node.inputShapes[i]! })),
    output: { slice: output.slice, shape: node.shape },
    parameters: Object.fromEntries(node.parameters.map(({ role, name }) => [role, parameters.slice(name)])),
    saved: slicesOf(saved),
    scratch: slicesOf(scratch),
  });
  const recordForward = (recorder: Recorder, step: ForwardStep) => step.node.definition.forward(recorder, callOf(step));
  const recordBackward = (recorder: Recorder, { forward, dOutput, dInputs, scratch }: BackwardStep) => {
    const { definition, parameters: own } = forward.node;
    const gradientOf = own.map(({ role, name, trainable }) => [
      role,
      trainable ? parameters.sliceIn(gradients!, name) : null,
    ]);
    definition.backward(recorder, {
      ...callOf(forward),
      scratch: slicesOf(scratch),
      dOutput: dOutput.slice,
      dInputs: dInputs.map((tensor) => tensor?.slice ?? null),
      dParameters: Object.fromEntries(gradientOf),
    });
  };

  return {
    rows,
    graph,
    buffers,
    input: schedule.input.slice,
    output: schedule.output.slice,
    recordForward(recorder) {
      for (const step of schedule.forward) recordForward(recorder, step);
    },
    get dOutput() {
      return schedule.dOutput.slice;
    },
    recordBackward(recorder) {
      for (const step of schedule.backward) {
        if (step.kind === 'forward') recordForward(recorder, step);
        else if (step.kind === 'backward') recordBackward(recorder, step);
        else recordSum(recorder, step);
      }
    },
  };
}

function slicesOf(tensors: Readonly<Record<string, ArenaTensor>>): Record<string, Slice> {
  return Object.fromEntries(Object.entries(tensors).map(([name, { slice }]) => [name, slice]));
}

function recordSum(recorder: Recorder, { a, b, sum }: SumStep): void {
  add.forward(recorder, { a: a.slice, b: b.slice, y: sum.slice }, sum.length);
}
