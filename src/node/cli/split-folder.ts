import { createRandom } from '../../cpu/random.js';
import { checkSplit } from './check-split.js';
import { stack } from './stack.js';
import type { PersonFeatures, PictureFeatures, TeachFolderOptions } from './teach-folder.js';

/** Features of pictures, [N, width], the number of the identity of each, and which pictures they are. */
export interface Rows {
  readonly features: Float32Array;
  readonly labels: readonly number[];
  readonly pictures: readonly PictureFeatures[];
}

/** What is taught, what is measured of the same identities, and the identities that are kept out. */
export interface SplitFolder {
  readonly taught: Rows;
  readonly measured: Rows;
  readonly strangers: Rows;
}

/**
 * Draws the pictures that are taught by the seed, `shots` of each identity.
 * @throws KinfoldError `argument-invalid` where that leaves nothing to teach or to measure.
 */
export function splitFolder(
  people: readonly PersonFeatures[],
  { shots, strangers, seed }: Pick<TeachFolderOptions, 'shots' | 'strangers' | 'seed'>,
): SplitFolder {
  checkSplit(
    people.map(({ pictures }) => pictures.length),
    { shots, strangers },
  );
  const random = createRandom(seed);
  const known = people.slice(0, people.length - strangers);
  const shuffled = known.map(({ name, pictures }) => random.fork(name).shuffle(pictures));
  return {
    taught: rows(shuffled.map((pictures) => pictures.slice(0, shots))),
    measured: rows(shuffled.map((pictures) => pictures.slice(shots))),
    strangers: rows(people.slice(people.length - strangers).map(({ pictures }) => pictures)),
  };
}

function rows(people: readonly (readonly PictureFeatures[])[]): Rows {
  const labels = people.flatMap((pictures, label) => pictures.map(() => label));
  const pictures = people.flat();
  const all = pictures.map(({ features }) => features);
  return { features: stack(all, all[0]?.length ?? 0), labels, pictures };
}
