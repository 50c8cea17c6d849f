import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../backbone/checksum.js';
import type { Machine } from '../../engine/machine.js';
import type { Parts } from '../../engine/parts.js';
import { KinfoldError } from '../../errors.js';
import type { Pixels } from '../../image/picture.js';
import type { LeftOut } from '../../report/report.js';
import { nodeEnvironment } from '../environment.js';
import { isPictureFault } from './picture-faults.js';
import { stack } from './stack.js';

/** Embeddings of pictures, without those that could not be used. */
export interface EmbeddedFiles {
  /** [N, embeddingWidth] */
  readonly embeddings: Float32Array;
  /** [N] paths within the folder. */
  readonly files: readonly string[];
  /** [N] SHA-256 of each file. */
  readonly sums: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

interface Picture {
  readonly pixels: Pixels;
  readonly sum: string;
}

/** Embeds pictures of a folder. While the networks look at one the next is read and decoded, so that they need not wait for it. */
export async function embedFiles(
  { backbone, crop }: Parts,
  machine: Machine,
  folder: string,
  files: readonly string[],
  onPicture: (done: number, leftOut: readonly LeftOut[]) => void,
): Promise<EmbeddedFiles> {
  const features: Float32Array[] = [];
  const used: string[] = [];
  const sums: string[] = [];
  const leftOut: LeftOut[] = [];
  const start = (at: number) => settled(at < files.length ? read(folder, files[at]!) : Promise.reject());
  let next = start(0);
  for (const [at, file] of files.entries()) {
    const picture = await next;
    next = start(at + 1);
    try {
      if (picture.status === 'rejected') throw picture.reason;
      features.push(await backbone.features(await crop(picture.value.pixels)));
      used.push(file);
      sums.push(picture.value.sum);
    } catch (error) {
      if (!isPictureFault(error)) throw error;
      leftOut.push({ file, reason: error.message });
    }
    onPicture(at + 1, leftOut);
  }
  const embeddings = await machine.embedder.fromFeatures(stack(features, backbone.width));
  return { embeddings, files: used, sums, leftOut };
}

const settled = <T>(promise: Promise<T>) => Promise.allSettled([promise]).then(([result]) => result);

async function read(folder: string, file: string): Promise<Picture> {
  const bytes = await readFile(join(folder, file)).catch((cause: unknown) => {
    throw new KinfoldError('picture-corrupt', 'the file is missing or cannot be read', { cause });
  });
  return { pixels: await nodeEnvironment.decodePicture(bytes), sum: await sha256(bytes) };
}
