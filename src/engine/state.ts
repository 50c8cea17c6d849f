import { sha256 } from '../backbone/checksum.js';
import type { ResolvedGraph } from '../encoder/graph.js';
import type { Parameters } from '../encoder/parameters.js';
import { readSafetensors, type SafeTensor, type Safetensors, writeSafetensors } from '../encoder/safetensors.js';
import { KinfoldError } from '../errors.js';
import type { Gallery } from '../gallery/gallery.js';
import { galleryFromTensors, galleryToTensors } from '../gallery/snapshot.js';
import { nodeOps } from '../ops/nodes.js';

const FORMAT = 'kinfold';
const SUM = 'sha256';

/** What an engine is, apart from the machine that it runs on. */
export interface State {
  readonly backboneSha256: string;
  /** The encoder's weights, one flat vector in the layout of its parameters. */
  readonly weights: Float32Array;
  readonly gallery: Gallery;
}

/** Weights (a tensor a parameter) and gallery as one safetensors file. */
export async function encodeState(
  { backboneSha256, weights, gallery }: State,
  parameters: Parameters,
): Promise<Uint8Array> {
  const { tensors, metadata } = galleryToTensors(gallery);
  const all = new Map(tensors);
  for (const { name, shape } of parameters.graph.parameters) {
    const { offset, length } = parameters.layout.offsets.get(name)!;
    all.set(`encoder.${name}`, { dtype: 'F32', shape, data: weights.slice(offset, offset + length) });
  }
  const described = new Map([
    ...metadata,
    ['format', FORMAT],
    ['backbone', backboneSha256],
    ['encoder', describeEncoder(parameters.graph)],
  ]);
  described.set(SUM, await contentSha256({ tensors: all, metadata: described }));
  return writeSafetensors(all, described);
}

/**
 * Reads a saved file for an engine with this backbone and encoder.
 * @throws KinfoldError `save-truncated`, `save-invalid`, `checksum-mismatch`; `save-mismatch` for a file of another backbone or encoder.
 */
export async function decodeState(file: Uint8Array, backboneSha256: string, parameters: Parameters): Promise<State> {
  const saved = readSafetensors(file);
  if (saved.metadata.get('format') !== FORMAT) {
    throw new KinfoldError(
      'save-invalid',
      'load: this safetensors file was not saved by kinfold; pass a file from save()',
    );
  }
  const backbone = saved.metadata.get('backbone');
  if (backbone !== backboneSha256) {
    throw new KinfoldError(
      'save-mismatch',
      `load: the file was saved with the backbone ${backbone}, but this engine has ${backboneSha256}; open the engine with that backbone`,
    );
  }
  if (saved.metadata.get('encoder') !== describeEncoder(parameters.graph)) {
    throw new KinfoldError(
      'save-mismatch',
      'load: the file was saved with another encoder; load it with the version of kinfold that saved it',
    );
  }
  const expected = saved.metadata.get(SUM);
  const got = await contentSha256(saved);
  if (got !== expected) {
    throw new KinfoldError(
      'checksum-mismatch',
      `load: the contents have the SHA-256 ${got}, but the file states ${expected}; the file is damaged, load another copy`,
    );
  }
  const weights = new Float32Array(parameters.layout.length);
  for (const { name, shape } of parameters.graph.parameters) {
    const tensor = saved.tensors.get(`encoder.${name}`);
    weights.set(weightsOf(name, shape, tensor), parameters.layout.offsets.get(name)!.offset);
  }
  const gallery = galleryFromTensors(saved);
  if (gallery.width !== parameters.graph.inputWidth) {
    throw new KinfoldError(
      'save-invalid',
      `load: the features are ${gallery.width} wide, but the backbone makes ${parameters.graph.inputWidth}; the file is damaged`,
    );
  }
  return { backboneSha256, weights, gallery };
}

/** One sum over everything but itself: names, types, shapes and data of all tensors, and the metadata. */
async function contentSha256({ tensors, metadata }: Safetensors): Promise<string> {
  const lines: string[] = [];
  for (const name of [...tensors.keys()].sort()) {
    const { dtype, shape, data } = tensors.get(name)!;
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    lines.push(JSON.stringify([name, dtype, shape, await sha256(bytes)]));
  }
  for (const key of [...metadata.keys()].sort()) if (key !== SUM) lines.push(JSON.stringify([key, metadata.get(key)]));
  return sha256(new TextEncoder().encode(lines.join('\n')));
}

/** The encoder as far as a file depends on it: what only trains (noise) may change from one version to the next. */
function describeEncoder({ graph }: ResolvedGraph): string {
  const nodes = graph.nodes.map((node) =>
    nodeOps[node.op]?.trainingOnly ? { name: node.name, op: node.op, inputs: node.inputs } : node,
  );
  return JSON.stringify({ ...graph, nodes });
}

function weightsOf(name: string, shape: readonly number[], tensor: SafeTensor | undefined): Float32Array {
  if (tensor?.dtype !== 'F32' || tensor.shape.join() !== shape.join()) {
    throw new KinfoldError(
      'save-invalid',
      `load: the parameter ${name} is ${tensor ? `${tensor.dtype} [${tensor.shape.join(', ')}]` : 'missing'}, expected F32 [${shape.join(', ')}]; the file is damaged`,
    );
  }
  if (!tensor.data.every(Number.isFinite)) {
    throw new KinfoldError(
      'save-invalid',
      `load: the parameter ${name} has NaN or infinite elements; the file is damaged`,
    );
  }
  return tensor.data;
}
