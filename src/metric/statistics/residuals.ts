import type { Units } from './dependence.js';

/**
 * What each unit adds to the difference between the mean of the values and the true one: [units] sums of (value − mean)/n, times
 * √(K/(K − 1)) for K identities, because residuals from a mean are smaller than those from the truth.
 * @param valueAt the value of comparison `i`.
 */
export function residuals({ of, sizes, identities }: Units, valueAt: (i: number) => number): Float64Array {
  const sums = new Float64Array(sizes.length);
  let total = 0;
  for (let i = 0; i < of.length; i++) {
    const value = valueAt(i);
    sums[of[i]!]! += value;
    total += value;
  }
  const mean = total / of.length;
  const scale = Math.sqrt(identities / Math.max(identities - 1, 1)) / of.length;
  return sums.map((sum, unit) => scale * (sum - mean * sizes[unit]!));
}

/** The largest of the ascending `sorted` below which, itself included, about `share` of them lie; one at least, and never all. */
export function quantile(sorted: Float32Array, share: number): number {
  const count = Math.min(Math.max(Math.round(share * sorted.length), 1), sorted.length - 1);
  return sorted[count - 1] ?? sorted[0]!;
}

/** How many of the ascending `sorted` are at most `limit`. */
export function countUpTo(sorted: Float32Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** For each distance the share of the `others` that lie below it (`side` 1) or above it (−1), ties counted half. */
export function misplaced(distances: Float32Array, others: Float32Array, side: 1 | -1): Float64Array {
  return Float64Array.from(distances, (distance) => {
    const upTo = countUpTo(others, distance);
    let below = upTo;
    while (below > 0 && others[below - 1]! === distance) below--;
    const beyond = side === 1 ? below : others.length - upTo;
    return (beyond + (upTo - below) / 2) / others.length;
  });
}
