import { KinfoldError } from '../../errors.js';
import { checkEmbeddings, collectPairs, visitPairs } from './pairs.js';

/** Squared distances of compared pictures, apart by what was compared, and whose pictures they were. */
export interface Comparisons {
  /** [G] comparisons of two pictures of one identity. */
  readonly genuine: Float32Array;
  /** [I] comparisons of pictures of two identities. */
  readonly impostor: Float32Array;
  /**
   * Numbers of the identities. Comparisons that share one depend on each other, which widens every interval. Left out: no two
   * comparisons share anybody.
   */
  readonly identities?: {
    /** [G] */
    readonly genuine: Uint32Array;
    /** [I, 2] */
    readonly impostor: Uint32Array;
  };
}

/**
 * Every picture with every other.
 *
 * @param embeddings - [N, D], unit rows. @param labels - [N] identity of each row.
 * @throws KinfoldError as `pairDistances`.
 */
export function compareAll(embeddings: Float32Array, labels: ArrayLike<number>): Required<Comparisons> {
  checkEmbeddings('compareAll', embeddings, labels.length);
  const pairs = collectPairs(labels);
  const genuine = new Uint32Array(pairs.genuine.length);
  const impostor = new Uint32Array(2 * pairs.impostor.length);
  let [g, m] = [0, 0];
  visitPairs(embeddings, labels.length, (i, j, squared) => {
    pairs.add(i, j, squared);
    const [a, b] = [labels[i]!, labels[j]!];
    if (a === b) genuine[g++] = a;
    else {
      impostor[m++] = a;
      impostor[m++] = b;
    }
  });
  return { genuine: pairs.genuine, impostor: pairs.impostor, identities: { genuine, impostor } };
}

/** Throws `argument-invalid` for a list that is empty or without its identities, `not-finite` for a distance that is none. */
export function checkComparisons(subject: string, { genuine, impostor, identities }: Comparisons): void {
  for (const [kind, distances, owners, each] of [
    ['genuine', genuine, identities?.genuine, 1],
    ['impostor', impostor, identities?.impostor, 2],
  ] as const) {
    if (distances.length === 0) {
      const cure = kind === 'genuine' ? 'give an identity a second picture' : 'add a second identity';
      throw new KinfoldError('argument-invalid', `${subject}: there are no ${kind} comparisons; ${cure}`);
    }
    if (owners && owners.length !== distances.length * each) {
      throw new KinfoldError(
        'argument-invalid',
        `${subject}: ${distances.length} ${kind} comparisons have ${owners.length} identities, expected ${each} for each`,
      );
    }
    const wrong = distances.findIndex((distance) => !Number.isFinite(distance));
    if (wrong >= 0) {
      throw new KinfoldError(
        'not-finite',
        `${subject}: ${kind} distance ${wrong} is ${distances[wrong]} but must be finite; embed again`,
      );
    }
  }
}
