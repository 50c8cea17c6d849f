import { openSession } from '../../src/backbone/session.js';
import { importEncoder } from '../../src/conversion/import.js';
import type { ImportedEncoder } from '../../src/conversion/imported.js';
import { Cpu } from '../../src/cpu/backend.js';
import { twins } from '../../src/cpu/twins.js';
import { resolveGraph } from '../../src/encoder/graph.js';
import { Parameters } from '../../src/encoder/parameters.js';
import { planEncoder } from '../../src/encoder/plan.js';
import type { Backend, HostArray } from '../../src/gpu/backend.js';
import type { Patience } from '../../src/gpu/patience.js';
import { Recorder } from '../../src/gpu/recorder.js';
import * as build from '../../src/onnx/build.js';
import type { OnnxNode } from '../../src/onnx/graph.js';
import type { OnnxModel } from '../../src/onnx/read.js';
import type { OnnxTensor } from '../../src/onnx/tensor.js';
import { writeOnnx } from '../../src/onnx/write.js';
import { elements } from '../../src/ops/node.js';
import { expectClose } from './compare.js';
import { numbers } from './random.js';

/**
 * An imported encoder with its memory, for any number of runs with `rows` rows. Where many are opened that take about as long
 * as each other, a `patience` that they share knows how long to sleep from the first run of each.
 */
export async function openImported(backend: Backend, imported: ImportedEncoder, rows: number, patience?: Patience) {
  const graph = resolveGraph(imported.graph);
  const parameters = new Parameters(graph);
  const plan = planEncoder(parameters, { rows });
  const buffers = [...plan.buffers, parameters.buffer];
  backend.allocate(buffers);
  for (const [name, values] of imported.values) backend.write(parameters.slice(name), values);
  const recorder = new Recorder(backend);
  plan.recordForward(recorder);
  const program = await backend.compile('imported', recorder.commands);
  return {
    run(input: HostArray): Promise<HostArray> {
      backend.write(plan.input, input);
      if (!patience) return program.runAndRead(plan.output);
      program.run();
      patience.noteRun();
      return patience.waitFor(() => backend.read(plan.output));
    },
    close() {
      program.release();
      backend.free(buffers);
    },
  };
}

/** What onnxruntime's WebAssembly makes of a model with one input. */
export async function runRuntime(
  model: OnnxModel,
  input: Float32Array,
  dims: readonly number[],
): Promise<Float32Array> {
  const session = await openSession(writeOnnx(model));
  const outputs = await session.run(input, dims);
  await session.release();
  return outputs[model.graph.outputs[0]!.name]!;
}

export interface ModelCase {
  readonly nodes: readonly OnnxNode[];
  readonly initialisers?: readonly OnnxTensor[];
  /** Shape of a row of the input `x`. */
  readonly row: readonly number[];
  readonly opset?: number;
  /** The batch, where the model fixes it. Default: free. */
  readonly batch?: number;
}

/** A model from `x` to `y`. */
export function modelOf({ nodes, initialisers = [], row, opset = 17, batch }: ModelCase): OnnxModel {
  const inputs = [build.value('x', [batch ?? 'N', ...row])];
  return build.model(
    { nodes, initialisers, inputs, outputs: [{ name: 'y', type: 'float32' }] },
    { opsets: new Map([['', opset]]) },
  );
}

/** A float32 tensor of random numbers. */
export const random = (name: string, dims: readonly number[], from = -1, to = 1): OnnxTensor =>
  build.floatTensor(name, dims, numbers(name.length + 31 * dims.length + elements(dims), elements(dims), from, to));

/**
 * Fails unless the imported model gives, on the f64 twins, what onnxruntime gives, to float32's rounding.
 * @returns the import, for further looks.
 */
export async function expectLikeRuntime(one: ModelCase, [from, to] = [-2, 2]): Promise<ImportedEncoder> {
  const model = modelOf(one);
  const rows = one.batch ?? 3;
  const input = Float32Array.from(numbers(5, rows * elements(one.row), from, to));
  const imported = importEncoder(model);
  const encoder = await openImported(new Cpu(twins, 'f64'), imported, rows);
  const expected = await runRuntime(model, input, [rows, ...one.row]);
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expectClose(one.nodes.at(-1)!.op, await encoder.run(input), expected, { relative: 1e-5, absolute: 1e-6 * scale });
  encoder.close();
  return imported;
}
