import { KinfoldError, shapeMismatch } from '../../errors.js';
import { identitySizes } from './identity-sizes.js';

/** Squared distances of pairs, d ∈ [0, 4], apart by what the pair shows. */
export interface PairDistances {
  /** Pairs of two pictures of one identity. */
  readonly genuine: Float32Array;
  /** Pairs of pictures of two identities. */
  readonly impostor: Float32Array;
}

/** How far the squared length of a row may be from 1. */
export const UNIT_TOLERANCE = 1e-3;

/** ‖a − b‖² of row `i` of `a` and row `j` of `b`, both `width` wide; exactly 0 for equal rows. */
export function squaredDistance(a: Float32Array, i: number, b: Float32Array, j: number, width: number): number {
  const x = i * width;
  const y = j * width;
  const wide = width - (width % 4);
  // Four sums, because one alone would wait for itself at every addition.
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let k = 0; k < wide; k += 4) {
    const d0 = a[x + k]! - b[y + k]!;
    const d1 = a[x + k + 1]! - b[y + k + 1]!;
    const d2 = a[x + k + 2]! - b[y + k + 2]!;
    const d3 = a[x + k + 3]! - b[y + k + 3]!;
    s0 += d0 * d0;
    s1 += d1 * d1;
    s2 += d2 * d2;
    s3 += d3 * d3;
  }
  for (let k = wide; k < width; k++) {
    const d = a[x + k]! - b[y + k]!;
    s0 += d * d;
  }
  return s0 + s1 + (s2 + s3);
}

/** Calls `visit(i, j, d)` for all i < j of `count` rows, by i and then by j. */
export function visitPairs(
  embeddings: Float32Array,
  count: number,
  visit: (i: number, j: number, squared: number) => void,
): void {
  const width = embeddings.length / count;
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) visit(i, j, squaredDistance(embeddings, i, embeddings, j, width));
  }
}

/** Two empty lists with room for every pair of `labels`, and the function that files a pair's distance. */
export function collectPairs(labels: ArrayLike<number>): PairDistances & {
  add(i: number, j: number, squared: number): void;
} {
  const sizes = identitySizes(labels);
  let genuinePairs = 0;
  for (const size of sizes.values()) genuinePairs += (size * (size - 1)) / 2;
  const genuine = new Float32Array(genuinePairs);
  const impostor = new Float32Array((labels.length * (labels.length - 1)) / 2 - genuinePairs);
  let g = 0;
  let m = 0;
  return {
    genuine,
    impostor,
    add: (i, j, squared) => {
      if (labels[i] === labels[j]) genuine[g++] = squared;
      else impostor[m++] = squared;
    },
  };
}

/**
 * The squared distances of all N·(N − 1)/2 pairs, rounded to f32.
 *
 * @param embeddings - [N, D], unit rows.
 * @param labels - [N] identity of each row.
 * @throws as `checkEmbeddings`.
 */
export function pairDistances(embeddings: Float32Array, labels: ArrayLike<number>): PairDistances {
  checkEmbeddings('pairDistances', embeddings, labels.length);
  const pairs = collectPairs(labels);
  visitPairs(embeddings, labels.length, pairs.add);
  return { genuine: pairs.genuine, impostor: pairs.impostor };
}

/**
 * Checks `count` unit rows and returns their width.
 *
 * @throws `shape-mismatch` when the numbers do not divide into `count` rows, `not-finite`, `zero-vector`, or
 *   `argument-invalid` for no rows or a row whose squared length is more than 1e-3 from 1.
 */
export function checkEmbeddings(subject: string, embeddings: Float32Array, count: number): number {
  if (count === 0) {
    throw new KinfoldError('argument-invalid', `${subject}: there are no embeddings; pass at least one with its label`);
  }
  const width = embeddings.length / count;
  if (!Number.isInteger(width) || width === 0) {
    throw shapeMismatch(subject, [embeddings.length], [count, 'D'], 'pass one label for each row of embeddings');
  }
  for (let i = 0; i < count; i++) {
    let square = 0;
    for (let k = i * width; k < (i + 1) * width; k++) square += embeddings[k]! * embeddings[k]!;
    if (Math.abs(square - 1) <= UNIT_TOLERANCE) continue;
    const row = `${subject}: embedding ${i}`;
    if (!Number.isFinite(square))
      throw new KinfoldError('not-finite', `${row} has a NaN or infinite value; embed again`);
    if (square === 0) throw new KinfoldError('zero-vector', `${row} is all zeros; embed the picture again`);
    throw new KinfoldError(
      'argument-invalid',
      `${row} has length ${Math.sqrt(square)} but must have 1; normalise it first`,
    );
  }
  return width;
}
