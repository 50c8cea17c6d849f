import { KinfoldError } from '../../errors.js';
import { identitySizes } from '../comparisons/identity-sizes.js';
import { checkEmbeddings, squaredDistance, visitPairs } from '../comparisons/pairs.js';

/**
 * Closed-set rank-1: the share of probes whose nearest gallery row is of their own identity. Of equal distances the lowest row
 * counts. Probes whose identity is not in the gallery cannot be right and are left out.
 *
 * @param gallery - [G, D] unit rows; `galleryLabels` [G].
 * @param probes - [Q, D] unit rows; `probeLabels` [Q].
 * @throws as `checkEmbeddings`; `shape-mismatch` when the widths differ; `argument-invalid` when no probe's identity is in the
 *   gallery.
 */
export function rank1(
  gallery: Float32Array,
  galleryLabels: ArrayLike<number>,
  probes: Float32Array,
  probeLabels: ArrayLike<number>,
): number {
  const width = checkEmbeddings('rank1: gallery', gallery, galleryLabels.length);
  const probeWidth = checkEmbeddings('rank1: probes', probes, probeLabels.length);
  if (probeWidth !== width) {
    throw new KinfoldError(
      'shape-mismatch',
      `rank1: probes are ${probeWidth} wide but the gallery is ${width}; embed both with one encoder`,
    );
  }
  const nearest = new NearestRows(probeLabels.length);
  for (let q = 0; q < probeLabels.length; q++) {
    for (let g = 0; g < galleryLabels.length; g++) nearest.offer(q, g, squaredDistance(probes, q, gallery, g, width));
  }
  const enrolled = new Set(Array.from(galleryLabels));
  return nearest.hitRate(galleryLabels, probeLabels, (q) => enrolled.has(probeLabels[q]!));
}

/**
 * Leave-one-out rank-1: every row is once the probe and the others are the gallery, as in {@link rank1}. The only picture of an
 * identity is in the gallery of the others but no probe itself.
 *
 * @throws as `checkEmbeddings`; `argument-invalid` when no identity has two rows.
 */
export function rank1LeaveOneOut(embeddings: Float32Array, labels: ArrayLike<number>): number {
  checkEmbeddings('rank1', embeddings, labels.length);
  const nearest = new NearestRows(labels.length);
  visitPairs(embeddings, labels.length, nearest.offerPair);
  return nearest.leaveOneOut(labels);
}

/** The nearest row seen so far for each probe. */
export class NearestRows {
  readonly #row: Int32Array;
  readonly #distance: Float64Array;

  constructor(probes: number) {
    this.#row = new Int32Array(probes).fill(-1);
    this.#distance = new Float64Array(probes).fill(Number.POSITIVE_INFINITY);
  }

  /** Rows must be offered in ascending order for ties to go to the lowest. */
  offer(probe: number, row: number, squared: number): void {
    if (squared < this.#distance[probe]!) {
      this.#distance[probe] = squared;
      this.#row[probe] = row;
    }
  }

  /** Takes the pairs i < j as `visitPairs` gives them: the partners of each row come in ascending order. */
  readonly offerPair = (i: number, j: number, squared: number): void => {
    this.offer(i, j, squared);
    this.offer(j, i, squared);
  };

  leaveOneOut(labels: ArrayLike<number>): number {
    const sizes = identitySizes(labels);
    return this.hitRate(labels, labels, (i) => sizes.get(labels[i]!)! > 1);
  }

  hitRate(rowLabels: ArrayLike<number>, probeLabels: ArrayLike<number>, counts: (probe: number) => boolean): number {
    let hits = 0;
    let probes = 0;
    for (let q = 0; q < probeLabels.length; q++) {
      if (!counts(q)) continue;
      probes++;
      if (rowLabels[this.#row[q]!] === probeLabels[q]) hits++;
    }
    if (probes === 0) {
      throw new KinfoldError(
        'argument-invalid',
        'rank1: no probe has another picture of its identity in the gallery; enrol pictures of the same people',
      );
    }
    return hits / probes;
  }
}
