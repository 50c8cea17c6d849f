import { importEncoder } from '../../conversion/import.js';
import { createRandom } from '../../cpu/random.js';
import { chain, named } from '../../encoder/compose.js';
import { resolveGraph } from '../../encoder/graph.js';
import { headFor } from '../../engine/head.js';
import { KinfoldError } from '../../errors.js';
import { type Backend, defaultLimits, type Target } from '../../gpu/backend.js';
import { Recorder } from '../../gpu/recorder.js';
import { tensor } from '../../gpu/tensor.js';
import { freeBatch } from '../../onnx/free-batch.js';
import type { OnnxModel } from '../../onnx/read.js';
import { splitModel } from '../../onnx/split.js';
import * as linear from '../../ops/linear.js';
import { resolveTrainOptions } from '../../train/settings.js';
import { planStep } from '../../train/step.js';

/** What a training step of the engine's default batch would take, or why there can be none. */
export type StepEstimate =
  | {
      readonly rows: number;
      /** Bytes of all buffers. */
      readonly bytes: number;
      /** Parts in which the batch goes through the network. */
      readonly pieces: number;
      readonly dispatches: number;
    }
  | { readonly refused: string };

const target: Target = { features: new Set(), limits: defaultLimits, isFallbackAdapter: false };

/** Sixteen identities with four pictures each: the engine's default batch, over a gallery of as many pictures again. */
const LABELS = Array.from({ length: 128 }, (_, i) => i >> 3);

/**
 * Plans a step of what stands behind each of these tensors, and a head, for the default limits of WebGPU.
 * @param model simplified.
 */
export function estimateSteps(model: OnnxModel, tensors: readonly string[]): StepEstimate[] {
  const freed: OnnxModel | { readonly refused: string } = orRefused(() => freeBatch(model));
  if ('refused' in freed) return tensors.map(() => freed);
  return tensors.map((tensor) => orRefused(() => estimateStep(splitModel(freed, tensor).back)));
}

function estimateStep(model: OnnxModel): StepEstimate {
  const learned = named(importEncoder(model).graph, 'backbone/', 'backbone');
  const graph = resolveGraph(chain(learned, headFor(resolveGraph(learned).outputWidth)));
  const settings = resolveTrainOptions({}, LABELS);
  const plan = planStep(graph, { ...settings, bankRows: LABELS.length, slots: settings.every }, target);
  const dispatches = plan.commands.filter(({ type }) => type === 'dispatch').length;
  return { rows: settings.rows, bytes: plan.bytes, pieces: plan.pieces, dispatches };
}

function orRefused<T>(work: () => T): T | { readonly refused: string } {
  try {
    return work();
  } catch (error) {
    if (error instanceof KinfoldError) return { refused: error.message };
    throw error;
  }
}

/** Multiply-accumulates of a step by those of one picture forward: backward makes two products of every one. */
export const PASSES = 3;

const SIZE = { rows: 4096, inputs: 128, outputs: 128 };
const RUNS = 4;

/** Multiply-accumulates a second of this machine, measured with a dense layer. */
export async function measureRate(backend: Backend): Promise<number> {
  const { rows, inputs, outputs } = SIZE;
  const buffers = {
    x: tensor('x', rows * inputs),
    weight: tensor('weight', outputs * inputs),
    bias: tensor('bias', outputs),
    y: tensor('y', rows * outputs),
  };
  const all = Object.values(buffers).map(({ buffer }) => buffer);
  const random = createRandom(0);
  const recorder = new Recorder(backend);
  linear.forward(recorder, buffers, SIZE);
  backend.allocate(all);
  try {
    backend.write(
      buffers.x,
      Float32Array.from({ length: rows * inputs }, () => random.uniform()),
    );
    const program = await backend.compile('rate', recorder.commands);
    const word = { ...buffers.y, length: 1 };
    await program.runAndRead(word);
    const start = performance.now();
    for (let run = 1; run < RUNS; run++) program.run();
    await program.runAndRead(word);
    program.release();
    return (RUNS * rows * inputs * outputs) / ((performance.now() - start) / 1000);
  } finally {
    backend.free(all);
  }
}
