import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createRandom } from '../../cpu/random.js';
import { resolveGraph } from '../../encoder/graph.js';
import { Parameters } from '../../encoder/parameters.js';
import { decodeDelta, divisionOf } from '../../engine/delta.js';
import { exportNetwork } from '../../engine/export.js';
import { divideNetwork, startingWeights } from '../../engine/network.js';
import { KinfoldError } from '../../errors.js';
import { writeOnnx } from '../../onnx/write.js';
import { nodeEnvironment } from '../environment.js';
import { fetchModels } from '../models.js';
import { writeWhole } from '../write-whole.js';
import { modelSet, parse, UsageError } from './usage.js';

const options = {
  model: { type: 'string' },
  models: { type: 'string', default: 'models' },
  set: { type: 'string', default: 'trial' },
  out: { type: 'string' },
} as const;

/** `kinfold export DELTA --out FILE`: applies a delta to its backbone and writes the tuned network as one ONNX file. */
export async function exportModel(args: string[]): Promise<void> {
  const { values, positionals } = parse(args, options, ['DELTA']);
  if (values.out === undefined) throw new UsageError('--out is missing, expected the name of the file to write');
  const delta = await readFile(positionals[0]!).catch((cause: unknown) => {
    throw new KinfoldError('argument-invalid', `${positionals[0]}: cannot be read; check the path`, { cause });
  });
  const division = divisionOf(delta);
  const folder = { folder: values.models, set: modelSet(values.set) };
  const card = values.model === undefined ? (await fetchModels(folder)).backbone.path : resolve(values.model);
  const network = await divideNetwork(await nodeEnvironment.loadModel(card), division);
  const parameters = new Parameters(resolveGraph(network.graph));
  const start = startingWeights(network, parameters, createRandom(0));
  const owner = { network: network.identity, trainable: division.trainable ?? 'head' };
  const { weights } = await decodeDelta(delta, owner, start, parameters);
  const file = writeOnnx(exportNetwork(network, parameters, weights));
  await writeWhole(values.out, file);
  process.stdout.write(`${values.out}: ${file.length} bytes\n`);
}
