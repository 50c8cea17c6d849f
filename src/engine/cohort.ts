import { checkSum, contentSha256, SUM } from '../encoder/content-sum.js';
import { readSafetensors, writeSafetensors } from '../encoder/safetensors.js';
import { KinfoldError } from '../errors.js';
import { Gallery } from '../gallery/gallery.js';
import { galleryFromTensors, galleryToTensors } from '../gallery/snapshot.js';
import { checkFront, describeFront, type Owner } from './content.js';

const FORMAT = 'kinfold-cohort';

/**
 * Pictures of strangers: people who are not to be enrolled. They show how near to the gallery those come who are not in it. Kept are
 * features and not embeddings, because teaching changes embeddings and leaves the features as they are.
 */
export interface Cohort {
  /** [N, width] what the frozen part of the network makes of each picture. */
  readonly features: Float32Array;
  /** [N] number of each picture's identity, 0 to identities − 1, in order of the first picture. */
  readonly labels: Uint32Array;
  readonly identities: number;
  /** [N] SHA-256 of each picture, 64 lower-case hexadecimal digits. */
  readonly pictureIds: readonly string[];
}

/** Strangers as one safetensors file. Names are not kept, the numbers of the identities stand for them. */
export async function encodeCohort(owner: Owner, strangers: Gallery): Promise<Uint8Array> {
  const { tensors, metadata } = galleryToTensors(numbered(strangers));
  const described = new Map([...metadata, ['format', FORMAT], ...describeFront(owner)]);
  described.set(SUM, await contentSha256({ tensors, metadata: described }));
  return writeSafetensors(tensors, described);
}

/** The same pictures under the numbers of their identities, without augmented views. */
function numbered(strangers: Gallery): Gallery {
  const labels = strangers.labels();
  const result = new Gallery(strangers.width);
  for (const [row, { pictureId, features }] of strangers.entries().entries()) {
    result.add({ identity: String(labels[row]), pictureId, features });
  }
  return result;
}

/**
 * Reads a cohort for a network.
 * @param width numbers in a features vector of that network.
 * @throws KinfoldError `save-truncated`, `save-invalid`, `checksum-mismatch`; `save-mismatch` for the cohort of another backbone,
 * `trainable` or `camera`, whose features mean something else.
 */
export async function decodeCohort(file: Uint8Array, owner: Owner, width: number): Promise<Cohort> {
  const saved = readSafetensors(file);
  if (saved.metadata.get('format') !== FORMAT) {
    throw new KinfoldError(
      'save-invalid',
      'cohort: this safetensors file is no cohort of kinfold; make one with `kinfold cohort DIR --out FILE`',
    );
  }
  checkFront('cohort', saved, owner);
  await checkSum('cohort', saved);
  const strangers = galleryFromTensors(saved);
  if (strangers.width !== width) {
    throw new KinfoldError(
      'save-invalid',
      `cohort: the features are ${strangers.width} wide, but the backbone makes ${width}; the file is damaged`,
    );
  }
  return {
    features: strangers.features(),
    labels: strangers.labels(),
    identities: strangers.identities().length,
    pictureIds: strangers.entries().map(({ pictureId }) => pictureId),
  };
}
