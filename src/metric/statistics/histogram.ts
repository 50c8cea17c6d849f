import { KinfoldError } from '../../errors.js';

export interface HistogramOptions {
  /** Number of equal bins; a positive whole number. */
  readonly bins: number;
  /** Lower edge of the first bin; default 0, the smallest squared distance of unit vectors. */
  readonly from?: number;
  /** Upper edge of the last bin; default 4, the largest. */
  readonly to?: number;
}

export interface Histogram {
  /** [bins] how many values fell into each bin. */
  readonly counts: Uint32Array;
  /** [bins + 1] edges. A bin holds its lower edge; the last one also its upper. */
  readonly edges: Float64Array;
}

/**
 * Counts `values` in equal bins. Values beyond an end are counted in the bin at that end, so that the counts add up to the
 * number of values even where rounding put a distance at 4.0000005.
 *
 * @throws `argument-invalid` for bins that make no sense, `not-finite` for a value that is NaN or infinite.
 */
export function histogram(values: ArrayLike<number>, { bins, from = 0, to = 4 }: HistogramOptions): Histogram {
  if (!Number.isInteger(bins) || bins < 1) {
    throw new KinfoldError('argument-invalid', `histogram: bins is ${bins} but must be a positive whole number`);
  }
  if (!(Number.isFinite(from) && Number.isFinite(to) && from < to)) {
    throw new KinfoldError(
      'argument-invalid',
      `histogram: the range is [${from}, ${to}] but must be finite and rising`,
    );
  }
  const counts = new Uint32Array(bins);
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => from + ((to - from) * i) / bins);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) {
      throw new KinfoldError('not-finite', `histogram: value ${i} is ${value} but must be finite; embed again`);
    }
    let bin = Math.min(Math.max(Math.floor(((value - from) / (to - from)) * bins), 0), bins - 1);
    // The division may round across an edge by an ulp; the edges decide.
    if (bin > 0 && value < edges[bin]!) bin--;
    else if (bin < bins - 1 && value >= edges[bin + 1]!) bin++;
    counts[bin]!++;
  }
  return { counts, edges };
}
