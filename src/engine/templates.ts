import { encoderToTensors } from './content.js';
import type { Core } from './core.js';
import { encoderSha256 } from './encoder-sum.js';

/**
 * The embeddings of the enrolled pictures, and what made them. Embeddings of different encoders say nothing about each other, so whoever
 * keeps some compares the sums before they are used, and asks for them again when they differ.
 */
export interface Templates {
  /** [N, width], row-major: a unit vector for each enrolled picture, in the order of the gallery. */
  readonly embeddings: Float32Array;
  /** Numbers in an embedding. */
  readonly width: number;
  /** [N] SHA-256 of each picture, 64 lower-case hexadecimal digits. */
  readonly pictures: readonly string[];
  /** [N] for each picture the place of its identity in `identities`. */
  readonly labels: Uint32Array;
  /** The names, in order of their first picture. */
  readonly identities: readonly string[];
  /** SHA-256 of the backbone's file, as its card states it. */
  readonly backboneSha256: string;
  /** SHA-256 of all that an embedding depends on: the backbone, how it was divided, the encoder's layers and their weights. A teach changes it. */
  readonly encoderSha256: string;
}

/** The templates of an engine under its present weights; they are the caller's. */
export async function templatesOf({ gallery, machine, owner, weights }: Core): Promise<Templates> {
  return {
    embeddings: (await machine.templates(gallery)).slice(),
    width: machine.parameters.graph.outputWidth,
    pictures: gallery.entries().map(({ pictureId }) => pictureId),
    labels: gallery.labels(),
    identities: gallery.identities(),
    backboneSha256: machine.backbone.sha256,
    encoderSha256: await encoderSha256(encoderToTensors(owner, weights, machine.parameters)),
  };
}
