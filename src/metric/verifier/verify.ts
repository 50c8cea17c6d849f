import { compare } from '../../cpu/verifier.js';
import { shapeMismatch } from '../../errors.js';
import { comparisons } from '../../ops/verifier.js';
import { checkFeatures, checkVerifier, type Verifier } from '../objective/verifier.js';

/**
 * The probability that row i of `a` and row i of `b` show one identity, for each i, as balanced pairs have taught it: where impostors
 * are more frequent than genuine pairs, it is too high.
 *
 * @param a - [M, D]
 * @param b - [M, D]
 * @returns [M], each in [0, 1].
 * @throws KinfoldError `shape-mismatch`, `not-finite` or `zero-vector` for rows that are no embeddings, `argument-invalid` for a
 *   negative feature with `chi-squared` and for a verifier that is none.
 */
export function verify(verifier: Verifier, a: Float32Array, b: Float32Array): Float32Array {
  checkVerifier('verify', verifier);
  const { comparison, weights, bias } = verifier;
  const width = weights.length;
  if (a.length !== b.length) {
    throw shapeMismatch(
      'verify',
      [b.length / width, width],
      [a.length / width, width],
      'pass as many rows b as rows a',
    );
  }
  const rows = checkFeatures('verify: a', comparison, a, width);
  checkFeatures('verify: b', comparison, b, width);
  const kind = comparisons.indexOf(comparison);
  return Float32Array.from({ length: rows }, (_, i) => {
    let logit = bias;
    for (let k = i * width; k < (i + 1) * width; k++) logit += weights[k - i * width]! * compare(kind, a[k]!, b[k]!);
    return 1 / (1 + Math.exp(-logit));
  });
}
