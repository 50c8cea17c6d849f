import type { Parameters } from '../encoder/parameters.js';
import { readSafetensors, type SafeTensor, writeSafetensors } from '../encoder/safetensors.js';
import { KinfoldError } from '../errors.js';
import { checkSum, contentSha256, describeEncoder, SUM, weightsOf } from './content.js';

const FORMAT = 'kinfold-delta';

/**
 * What is not in the backbone's own file, as one safetensors file: the head, and of the backbone's layers those that were changed.
 * @param weights the parameters as they are now, in the layout of the encoder.
 * @param start the parameters as they were before any teach.
 */
export async function encodeDelta(
  backboneSha256: string,
  weights: Float32Array,
  start: Float32Array,
  parameters: Parameters,
): Promise<Uint8Array> {
  const tensors = new Map<string, SafeTensor>();
  for (const { name, shape, group } of parameters.graph.parameters) {
    const { offset, length } = parameters.slice(name);
    const data = weights.slice(offset, offset + length);
    if (group === 'backbone' && data.every((value, i) => Object.is(value, start[offset + i]))) continue;
    tensors.set(name, { dtype: 'F32', shape, data });
  }
  const metadata = new Map([
    ['format', FORMAT],
    ['backbone', backboneSha256],
    ['encoder', describeEncoder(parameters.graph)],
  ]);
  metadata.set(SUM, await contentSha256({ tensors, metadata }));
  return writeSafetensors(tensors, metadata);
}

/**
 * The weights that a delta makes of `start`.
 * @throws KinfoldError `save-truncated`, `save-invalid`, `checksum-mismatch`; `save-mismatch` for the delta of another backbone, or of
 * an encoder that is divided in another way.
 */
export async function decodeDelta(
  file: Uint8Array,
  backboneSha256: string,
  start: Float32Array,
  parameters: Parameters,
): Promise<Float32Array> {
  const saved = readSafetensors(file);
  if (saved.metadata.get('format') !== FORMAT) {
    throw new KinfoldError(
      'save-invalid',
      'applyDelta: this safetensors file is no delta of kinfold; pass a file from exportDelta()',
    );
  }
  const backbone = saved.metadata.get('backbone');
  if (backbone !== backboneSha256) {
    throw new KinfoldError(
      'save-mismatch',
      `applyDelta: the delta belongs to the backbone ${backbone}, but this one is ${backboneSha256}; apply it to the file that it was made from`,
    );
  }
  if (saved.metadata.get('encoder') !== describeEncoder(parameters.graph)) {
    throw new KinfoldError(
      'save-mismatch',
      'applyDelta: the delta was made with another `trainable`; open the engine with the same',
    );
  }
  await checkSum('applyDelta', saved);
  const weights = start.slice();
  const known = new Map(parameters.graph.parameters.map((parameter) => [parameter.name, parameter]));
  for (const [name, tensor] of saved.tensors) {
    const parameter = known.get(name);
    if (!parameter) {
      throw new KinfoldError('save-invalid', `applyDelta: the encoder has no parameter ${name}; the file is damaged`);
    }
    weights.set(weightsOf('applyDelta', name, parameter.shape, tensor), parameters.slice(name).offset);
  }
  return weights;
}
