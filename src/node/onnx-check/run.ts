import { readFile } from 'node:fs/promises';
import { importEncoder } from '../../conversion/import.js';
import type { ImportedEncoder } from '../../conversion/imported.js';
import { resolveGraph } from '../../encoder/graph.js';
import { Parameters } from '../../encoder/parameters.js';
import { planEncoder } from '../../encoder/plan.js';
import { KinfoldError } from '../../errors.js';
import type { Backend, HostArray } from '../../gpu/backend.js';
import { Recorder } from '../../gpu/recorder.js';
import type { OnnxModel } from '../../onnx/read.js';
import { type OnnxTensor, readTensor } from '../../onnx/tensor.js';
import type { DataSet, OnnxCase } from './cases.js';
import { difference } from './compare.js';
import { readCaseModel } from './read.js';
import { feed } from './roles.js';

export type Status = 'passed' | 'failed' | 'unsupported';

export interface CaseResult {
  readonly name: string;
  /** The operators of the model, each once. */
  readonly operators: readonly string[];
  readonly status: Status;
  /** Why it did not pass. */
  readonly reason?: string;
}

/** Imports a case's model, runs it on its inputs and compares its first output. What is refused is no failure. */
export async function runCase(backend: Backend, { name, model: path, sets }: OnnxCase): Promise<CaseResult> {
  let operators: string[] = [];
  try {
    const model = readCaseModel(await readFile(path));
    operators = [...new Set(model.graph.nodes.map(({ op }) => op))];
    if (sets.length === 0) return { name, operators, status: 'unsupported', reason: 'it has no outputs to compare' };
    for (const set of sets) {
      const reason = await runSet(backend, model, set);
      if (reason !== undefined) return { name, operators, status: 'failed', reason };
    }
    return { name, operators, status: 'passed' };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const status = error instanceof KinfoldError && error.code === 'onnx-unsupported' ? 'unsupported' : 'failed';
    return { name, operators, status, reason: error.message };
  }
}

/** Why the output differs, or undefined. */
async function runSet(backend: Backend, model: OnnxModel, { inputs, outputs }: DataSet): Promise<string | undefined> {
  const values = [...model.graph.inputs, model.graph.outputs[0]!];
  const odd = values.find(({ type }) => type === 'undefined');
  if (odd) throw unsupported(`"${odd.name}" is no tensor`);
  if (inputs.length === 0 || inputs.length !== model.graph.inputs.length) {
    throw unsupported(
      `it has ${inputs.length} inputs for ${model.graph.inputs.length} of the model, expected one or more`,
    );
  }
  const fed = feed(model, await Promise.all(inputs.map(readFileTensor)));
  const expected = await readFileTensor(outputs[0]!);
  const output = model.graph.outputs[0]!.name;
  const imported = importEncoder(fed.model, { batched: false, output, inputs: fed.inputs });
  const got = await runEncoder(backend, imported, floats(fed.input));
  return difference(got, { shape: expected.dims, data: floats(expected) });
}

export interface Result {
  readonly shape: readonly number[];
  readonly data: HostArray;
}

/** Runs an encoder forward on one row. */
async function runEncoder(backend: Backend, imported: ImportedEncoder, input: Float32Array): Promise<Result> {
  const graph = resolveGraph(imported.graph);
  const parameters = new Parameters(graph);
  const plan = planEncoder(parameters, { rows: 1 });
  const buffers = [...plan.buffers, parameters.buffer];
  backend.allocate(buffers);
  try {
    for (const [name, values] of imported.values) backend.write(parameters.slice(name), values);
    backend.write(plan.input, input);
    const recorder = new Recorder(backend);
    plan.recordForward(recorder);
    const program = await backend.compile('onnx-check', recorder.commands);
    const data = await program.runAndRead(plan.output);
    program.release();
    return { shape: graph.nodes.at(-1)!.shape, data };
  } finally {
    backend.free(buffers);
  }
}

async function readFileTensor(path: string): Promise<OnnxTensor> {
  return readTensor(await readFile(path));
}

function floats({ name, type, data }: OnnxTensor): Float32Array {
  if (type !== 'float32') throw unsupported(`"${name}" is of type ${type}, expected float32`);
  return new Float32Array(Uint8Array.from(data).buffer);
}

function unsupported(what: string): KinfoldError {
  return new KinfoldError('onnx-unsupported', `onnx-check: ${what}; this case cannot be run`);
}
