import { KinfoldError, shapeMismatch } from '../../errors.js';
import { NONE } from '../../ops/mining.js';
import type { HardestPairs } from './hardest.js';

/** The part of `HardestPairs` that says which strangers an identity is confused with. */
export type HardestNegatives = Pick<HardestPairs, 'negatives' | 'negativeDistances'>;

/**
 * For each identity those of the hardest negatives of its pictures, hardest first: by squared distance, then by number, each once.
 *
 * @param identities - [N] the identity of each picture, or undefined for one that is left out, with its pictures.
 * @throws `shape-mismatch` if the negatives are not of N pictures, `argument-invalid` for a negative that is none of them.
 */
export function hardIdentities(
  { negatives, negativeDistances }: HardestNegatives,
  identities: readonly (number | undefined)[],
  count: number,
): number[][] {
  const rows = identities.length;
  if (negatives.length !== rows || negativeDistances.length !== rows) {
    const got = [negatives.length, negativeDistances.length];
    throw shapeMismatch('sampler: hardest negatives', got, [rows, rows], 'mine the pictures that are sampled');
  }
  const strangers = Array.from({ length: count }, () => new Map<number, number>());
  negatives.forEach((negative, picture) => {
    if (negative === NONE) return;
    if (negative >= rows) {
      throw new KinfoldError(
        'argument-invalid',
        `sampler: the hardest negative of picture ${picture} is ${negative} but there are ${rows}; mine the pictures that are sampled`,
      );
    }
    const [own, other] = [identities[picture], identities[negative]];
    if (own === undefined || other === undefined || own === other) return;
    const distance = negativeDistances[picture]!;
    const known = strangers[own]!.get(other) ?? Number.POSITIVE_INFINITY;
    strangers[own]!.set(other, Math.min(known, distance));
  });
  return strangers.map((distances) =>
    [...distances].sort(([a, near], [b, far]) => near - far || a - b).map(([identity]) => identity),
  );
}
