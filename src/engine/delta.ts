import { checkSum, contentSha256, SUM } from '../encoder/content-sum.js';
import type { Parameters } from '../encoder/parameters.js';
import { readSafetensors, type SafeTensor, type Safetensors, writeSafetensors } from '../encoder/safetensors.js';
import { KinfoldError } from '../errors.js';
import { checkOwner, describeOwner, type Owner, weightsOf } from './content.js';
import { type Division, NOISY, type Trainable } from './network.js';
import { strangersToTensors, type TaughtWeights, takeStrangers } from './taught-strangers.js';

const FORMAT = 'kinfold-delta';

/**
 * What is not in the backbone's own file, as one safetensors file: the head, and of the backbone's layers those that were changed; and with
 * which strangers it was taught.
 * @param weights the parameters as they are now, in the layout of the encoder.
 * @param start the parameters as they were before any teach.
 */
export async function encodeDelta(
  owner: Owner,
  { weights, strangers }: TaughtWeights,
  start: Float32Array,
  parameters: Parameters,
): Promise<Uint8Array> {
  const tensors = new Map<string, SafeTensor>(strangersToTensors(strangers));
  for (const { name, shape, group } of parameters.graph.parameters) {
    const { offset, length } = parameters.slice(name);
    const data = weights.slice(offset, offset + length);
    if (group === 'backbone' && data.every((value, i) => Object.is(value, start[offset + i]))) continue;
    tensors.set(name, { dtype: 'F32', shape, data });
  }
  const metadata = new Map([['format', FORMAT], ...describeOwner(owner, parameters.graph)]);
  metadata.set(SUM, await contentSha256({ tensors, metadata }));
  return writeSafetensors(tensors, metadata);
}

/** How the network was divided when a delta was made. @throws KinfoldError `save-truncated`, `save-invalid` if the file is none. */
export function divisionOf(file: Uint8Array): Pick<Division, 'trainable' | 'camera'> {
  return divisionFrom(readDelta(file));
}

/** The same for any file that says what it belongs to. */
export function divisionFrom({ metadata }: Safetensors): Pick<Division, 'trainable' | 'camera'> {
  const text = metadata.get('trainable') ?? '';
  const trainable = parseTrainable(text);
  if (trainable) return { trainable, camera: metadata.get('backbone')?.endsWith(NOISY) ? 'noisy' : 'plain' };
  throw new KinfoldError(
    'save-invalid',
    `weights: trainable is ${text}, expected head, all or a tensor; the file is damaged`,
  );
}

function parseTrainable(text: string): Trainable | undefined {
  try {
    const value = JSON.parse(text);
    return value === 'head' || value === 'all' || typeof value?.from === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

function readDelta(file: Uint8Array): Safetensors {
  const saved = readSafetensors(file);
  if (saved.metadata.get('format') === FORMAT) return saved;
  throw new KinfoldError(
    'save-invalid',
    'applyDelta: this safetensors file is no delta of kinfold; pass a file from exportDelta()',
  );
}

/**
 * The weights that a delta makes of `start`.
 * @throws KinfoldError `save-truncated`, `save-invalid`, `checksum-mismatch`; `save-mismatch` for the delta of another backbone, or of
 * an encoder that is divided in another way.
 */
export async function decodeDelta(
  file: Uint8Array,
  owner: Owner,
  start: Float32Array,
  parameters: Parameters,
): Promise<TaughtWeights> {
  const saved = readDelta(file);
  checkOwner('applyDelta', saved, owner, parameters.graph);
  await checkSum('applyDelta', saved);
  const weights = start.slice();
  const known = new Map(parameters.graph.parameters.map((parameter) => [parameter.name, parameter]));
  const { taught: strangers, rest } = takeStrangers('applyDelta', saved);
  for (const [name, tensor] of rest) {
    const parameter = known.get(name);
    if (!parameter) {
      throw new KinfoldError('save-invalid', `applyDelta: the encoder has no parameter ${name}; the file is damaged`);
    }
    weights.set(weightsOf('applyDelta', name, parameter.shape, tensor), parameters.slice(name).offset);
  }
  return { weights, strangers };
}
