import { createRandom } from '../../cpu/random.js';
import { checkSplit } from './check-split.js';
import { stack } from './stack.js';
import type { PersonFeatures, TeachFolderOptions } from './teach-folder.js';

/** Features of pictures, [N, width], and the number of the identity of each. */
export interface Rows {
  readonly features: Float32Array;
  readonly labels: readonly number[];
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
    people.map(({ features }) => features.length),
    { shots, strangers },
  );
  const random = createRandom(seed);
  const known = people.slice(0, people.length - strangers);
  const shuffled = known.map(({ name, features }) => random.fork(name).shuffle(features));
  return {
    taught: rows(shuffled.map((features) => features.slice(0, shots))),
    measured: rows(shuffled.map((features) => features.slice(shots))),
    strangers: rows(people.slice(people.length - strangers).map(({ features }) => features)),
  };
}

function rows(people: readonly (readonly Float32Array[])[]): Rows {
  const labels = people.flatMap((features, label) => features.map(() => label));
  const all = people.flat();
  return { features: stack(all, all[0]?.length ?? 0), labels };
}
