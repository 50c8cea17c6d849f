import { createRandom } from '../../src/cpu/random.js';
import { readSafetensors } from '../../src/encoder/safetensors.js';
import { encodeCohort } from '../../src/engine/cohort.js';
import type { Owner } from '../../src/engine/content.js';
import { galleryFromTensors } from '../../src/gallery/snapshot.js';
import type { Pixels } from '../../src/image/picture.js';
import { colourPicture, openTinyEngine, tinyModel } from './tiny-engine.js';

/** Two pictures each of people whose colours are random. */
export function strangers(people: number, seed: number): readonly (readonly Pixels[])[] {
  const random = createRandom(seed);
  return Array.from({ length: people }, (_, person) => {
    const colour = [0, 1, 2].map(() => 30 + random.uniform() * 200) as [number, number, number];
    return [0, 1].map((picture) => colourPicture(colour, 10_000 * (seed + 1) + 2 * person + picture));
  });
}

/** A cohort file of these people for the engine on the tiny backbone. */
export async function cohortOf(
  people: readonly (readonly Pixels[])[],
  owner: Partial<Owner> = {},
): Promise<Uint8Array> {
  const backbone = await tinyModel();
  const engine = await openTinyEngine({ backbone, backend: 'cpu' });
  try {
    for (const [person, pictures] of people.entries()) await engine.enrol(`stranger ${person}`, pictures);
    const gallery = galleryFromTensors(readSafetensors(await engine.save()));
    return await encodeCohort({ network: backbone.card.sha256, trainable: 'head', ...owner }, gallery);
  } finally {
    await engine.close();
  }
}
