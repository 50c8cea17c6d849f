import { fromHex, toHex } from '../backbone/hex.js';
import type { SafeTensor, Safetensors } from '../encoder/safetensors.js';
import { KinfoldError } from '../errors.js';
import type { Cohort } from './cohort.js';

const TENSOR = 'strangers.taught';
/** Bytes of a picture's SHA-256 that are kept: enough to tell it from any other. */
const BYTES = 8;

/**
 * Pictures of strangers that weights were taught with, each by the beginning of its SHA-256, 16 lower-case hexadecimal digits. Teaching
 * moved them away from the gallery, so they do not show how near other strangers come.
 */
export type TaughtStrangers = ReadonlySet<string>;

/** Weights, and with whom they were taught. */
export interface TaughtWeights {
  readonly weights: Float32Array;
  readonly strangers: TaughtStrangers;
}

export const noStrangers: TaughtStrangers = new Set();

const digestOf = (pictureId: string) => pictureId.slice(0, 2 * BYTES);

export function withCohort(known: TaughtStrangers, { pictureIds }: Pick<Cohort, 'pictureIds'>): TaughtStrangers {
  return new Set([...known, ...pictureIds.map(digestOf)]);
}

/** @throws KinfoldError `argument-invalid` if the weights were taught with a picture of the cohort. */
export function checkUntaught(taught: TaughtStrangers, { pictureIds }: Pick<Cohort, 'pictureIds'>): void {
  const known = pictureIds.filter((id) => taught.has(digestOf(id)));
  if (known.length === 0) return;
  throw new KinfoldError(
    'argument-invalid',
    `calibrate: ${known.length} of the ${pictureIds.length} pictures of the cohort were in the cohort of a teach, which moved them away from the gallery; calibrate with a cohort of other people`,
  );
}

/** `strangers.taught` U8 [N, 8], in order; nothing without any. */
export function strangersToTensors(taught: TaughtStrangers): Safetensors['tensors'] {
  if (taught.size === 0) return new Map();
  const data = new Uint8Array(taught.size * BYTES);
  for (const [row, digest] of [...taught].sort().entries()) data.set(fromHex(digest), row * BYTES);
  return new Map<string, SafeTensor>([[TENSOR, { dtype: 'U8', shape: [taught.size, BYTES], data }]]);
}

/**
 * What {@link strangersToTensors} wrote, and the other tensors of the file.
 * @throws KinfoldError `save-invalid` if it is of another type or shape.
 */
export function takeStrangers(subject: string, { tensors }: Safetensors) {
  const own = tensors.get(TENSOR);
  const rest = new Map([...tensors].filter(([name]) => name !== TENSOR));
  if (!own) return { taught: noStrangers, rest };
  if (own.dtype !== 'U8' || own.shape.length !== 2 || own.shape[1] !== BYTES) {
    throw new KinfoldError(
      'save-invalid',
      `${subject}: ${TENSOR} is ${own.dtype} [${own.shape.join(', ')}], expected U8 [N, ${BYTES}]; the file is damaged`,
    );
  }
  const digest = (row: number) => toHex(own.data.subarray(row * BYTES, (row + 1) * BYTES));
  return { taught: new Set(Array.from({ length: own.shape[0]! }, (_, row) => digest(row))), rest };
}
