import { KinfoldError } from '../../errors.js';

export interface KolmogorovSmirnov {
  /** The largest difference of the two distribution functions, in [0, 1]. */
  readonly statistic: number;
  /** How often two samples of one distribution differ at least as much. */
  readonly pValue: number;
}

/**
 * The two-sample test of Kolmogorov and Smirnov. The p-value is the asymptotic one with M. A. Stephens' correction for small samples
 * (1970), λ = D·(√n + 0.12 + 0.11/√n) with n = n₁·n₂/(n₁ + n₂); it assumes independent values.
 *
 * @throws KinfoldError `argument-invalid` for an empty sample, `not-finite`.
 */
export function kolmogorovSmirnov(first: Float32Array, second: Float32Array): KolmogorovSmirnov {
  const [a, b] = [sorted(first), sorted(second)];
  let statistic = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const value = Math.min(a[i]!, b[j]!);
    // Equal values step together, or a tie would count as a difference.
    while (a[i]! <= value) i++;
    while (b[j]! <= value) j++;
    statistic = Math.max(statistic, Math.abs(i / a.length - j / b.length));
  }
  const root = Math.sqrt((a.length * b.length) / (a.length + b.length));
  return { statistic, pValue: exceedance(statistic * (root + 0.12 + 0.11 / root)) };
}

/** Kolmogorov's Q(λ) = 2·Σ (−1)^(j−1)·exp(−2j²λ²). Below 0.2 it is 1 to 12 digits, where the series needs many terms. */
function exceedance(lambda: number): number {
  if (lambda < 0.2) return 1;
  let sum = 0;
  for (let j = 1; j <= 30; j++) sum += (j % 2 ? 2 : -2) * Math.exp(-2 * j * j * lambda * lambda);
  return Math.min(Math.max(sum, 0), 1);
}

function sorted(sample: Float32Array): Float32Array {
  if (sample.length === 0) {
    throw new KinfoldError('argument-invalid', 'kolmogorovSmirnov: a sample is empty; pass at least one value');
  }
  if (!sample.every(Number.isFinite)) {
    throw new KinfoldError('not-finite', 'kolmogorovSmirnov: a value is NaN or infinite');
  }
  return sample.slice().sort();
}
