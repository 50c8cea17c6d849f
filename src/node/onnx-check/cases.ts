import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { KinfoldError } from '../../errors.js';

/** Inputs of a model and what it makes of them: paths of serialised tensors, in the order of the model's inputs and outputs. */
export interface DataSet {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** A test case as the ONNX project writes them. */
export interface OnnxCase {
  readonly name: string;
  readonly model: string;
  readonly sets: readonly DataSet[];
}

/**
 * The cases in `folder`, sorted by name: every subfolder with a `model.onnx` and either `test_data_set_N/input_M.pb` and `output_M.pb` or
 * these files beside the model.
 * @throws KinfoldError `argument-invalid` if there are none.
 */
export async function findCases(folder: string): Promise<OnnxCase[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new KinfoldError('argument-invalid', `${folder}: cannot be read; pass a folder of test cases`, { cause });
  });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const cases: OnnxCase[] = [];
  for (const name of names.sort()) {
    const model = join(folder, name, 'model.onnx');
    if (existsSync(model)) cases.push({ name, model, sets: await findSets(join(folder, name)) });
  }
  if (cases.length > 0) return cases;
  throw new KinfoldError(
    'argument-invalid',
    `${folder}: has no folder with a model.onnx in it; pass the folder "node" of the ONNX project's test data`,
  );
}

async function findSets(folder: string): Promise<DataSet[]> {
  const entries = await readdir(folder);
  const folders = entries.filter((name) => name.startsWith('test_data_set_')).sort();
  const sets = await Promise.all((folders.length > 0 ? folders : ['.']).map((name) => readSet(join(folder, name))));
  return sets.filter(({ outputs }) => outputs.length > 0);
}

async function readSet(folder: string): Promise<DataSet> {
  const names = await readdir(folder);
  const numbered = (kind: string) =>
    names
      .flatMap((name) => {
        const [, number] = new RegExp(`^${kind}_(\\d+)\\.pb$`).exec(name) ?? [];
        return number === undefined ? [] : [{ name, number: Number(number) }];
      })
      .sort((a, b) => a.number - b.number)
      .map(({ name }) => join(folder, name));
  return { inputs: numbered('input'), outputs: numbered('output') };
}
