import { KinfoldError, shapeMismatch } from '../../errors.js';
import type { HostArray } from '../../gpu/backend.js';
import { comparisons, type FeatureComparison } from '../../ops/verifier.js';

/**
 * Says with which probability two embeddings a and b show one identity:
 *   p = σ(bias + Σ_k weights[k] · compare(a[k], b[k]))
 * With `absolute-difference`, compare is |a − b| (G. Koch, R. Zemel, R. Salakhutdinov, "Siamese neural networks for one-shot image
 * recognition", 2015). With `chi-squared` it is (a − b)² / (a + b) and 0 where both are 0, for features that are not negative, such as
 * those behind a ReLU (Y. Taigman et al., "DeepFace: closing the gap to human-level performance in face verification", 2014, whose
 * weights are the negated ones, because there a large sum says "different"). Plain data, fit for JSON once `weights` is an array.
 */
export interface Verifier {
  readonly comparison: FeatureComparison;
  /** [D] */
  readonly weights: Float32Array;
  readonly bias: number;
}

/** Throws `argument-invalid` unless `verifier` has a known comparison and finite numbers. */
export function checkVerifier(subject: string, { comparison, weights, bias }: Verifier): void {
  checkComparison(subject, comparison);
  if (weights.length === 0 || !weights.every(Number.isFinite) || !Number.isFinite(bias)) {
    throw new KinfoldError(
      'argument-invalid',
      `${subject}: the verifier has ${weights.length} weights and the bias ${bias}, expected finite numbers; train it again`,
    );
  }
}

export function checkComparison(subject: string, comparison: FeatureComparison): void {
  if (comparisons.includes(comparison)) return;
  throw new KinfoldError(
    'argument-invalid',
    `${subject}: comparison is ${comparison}, expected one of ${comparisons.join(', ')}`,
  );
}

/**
 * Checks that `features` are rows of `width` that the comparison can tell apart, and returns how many.
 *
 * @throws KinfoldError `shape-mismatch`, `not-finite`, `zero-vector`, or `argument-invalid` for a negative feature with `chi-squared`.
 */
export function checkFeatures(
  subject: string,
  comparison: FeatureComparison,
  features: Exclude<HostArray, Uint32Array>,
  width: number,
): number {
  const rows = features.length / width;
  if (!Number.isInteger(rows) || rows === 0) {
    throw shapeMismatch(subject, [features.length], ['M', width], `pass whole rows of ${width} features`);
  }
  for (let i = 0; i < rows; i++) {
    const row = features.subarray(i * width, (i + 1) * width);
    if (!row.every(Number.isFinite)) {
      throw new KinfoldError('not-finite', `${subject}: row ${i} has a NaN or infinite value; embed again`);
    }
    if (row.every((feature) => feature === 0)) {
      throw new KinfoldError('zero-vector', `${subject}: row ${i} is all zeros; embed the picture again`);
    }
    const k = comparison === 'chi-squared' ? row.findIndex((feature) => feature < 0) : -1;
    if (k < 0) continue;
    throw new KinfoldError(
      'argument-invalid',
      `${subject}: feature ${k} of row ${i} is ${row[k]}, but chi-squared compares features that are not negative; ` +
        'pass those behind a ReLU, or compare by absolute-difference',
    );
  }
  return rows;
}
