import { sha256 } from '../backbone/checksum.js';
import type { Graph } from '../encoder/graph.js';
import type { Parameters } from '../encoder/parameters.js';
import { readSafetensors, type SafeTensor, type Safetensors, writeSafetensors } from '../encoder/safetensors.js';
import { KinfoldError } from '../errors.js';
import type { Gallery } from '../gallery/gallery.js';
import { galleryFromTensors, galleryToTensors } from '../gallery/snapshot.js';

const FORMAT = 'kinfold';

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
  return writeSafetensors(
    all,
    new Map([
      ...metadata,
      ['format', FORMAT],
      ['backbone', backboneSha256],
      ['encoder', JSON.stringify(parameters.graph.graph)],
      ['sha256', await contentSha256(all)],
    ]),
  );
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
  if (saved.metadata.get('encoder') !== JSON.stringify(parameters.graph.graph satisfies Graph)) {
    throw new KinfoldError(
      'save-mismatch',
      'load: the file was saved with another encoder; open the engine with the options that it was saved with',
    );
  }
  const expected = saved.metadata.get('sha256');
  const got = await contentSha256(saved.tensors);
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
  return { backboneSha256, weights, gallery: galleryFromTensors(saved) };
}

/** One sum over the data of all tensors, in order of their names. */
async function contentSha256(tensors: Safetensors['tensors']): Promise<string> {
  const names = [...tensors.keys()].sort();
  const sums: string[] = [];
  for (const name of names) {
    const { buffer, byteOffset, byteLength } = tensors.get(name)!.data;
    sums.push(`${name} ${await sha256(new Uint8Array(buffer, byteOffset, byteLength))}`);
  }
  return sha256(new TextEncoder().encode(sums.join('\n')));
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
