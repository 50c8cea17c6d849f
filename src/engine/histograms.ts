import { createRandom } from '../cpu/random.js';
import { pairDistances } from '../metric/comparisons/pairs.js';
import { histogram } from '../metric/statistics/histogram.js';
import type { PairHistograms } from './types.js';

const BINS = 80;

/** Pictures that are compared with each other; pairs are quadratic, and two million of them draw the same curve. */
const MOST_PICTURES = 2000;

/**
 * Squared distances of pairs of embeddings [N, width], those of one identity apart from those of two. Of more than 2,000
 * pictures as many are drawn, always the same.
 */
export function pairHistograms(embeddings: Float32Array, labels: Uint32Array): PairHistograms {
  const width = embeddings.length / labels.length;
  let rows = Array.from(labels.keys());
  if (rows.length > MOST_PICTURES) rows = createRandom(0).shuffle(rows).slice(0, MOST_PICTURES);
  const drawn = new Float32Array(rows.length * width);
  for (const [i, row] of rows.entries()) drawn.set(embeddings.subarray(row * width, (row + 1) * width), i * width);
  const pairs = pairDistances(
    drawn,
    rows.map((row) => labels[row]!),
  );
  return { positive: histogram(pairs.genuine, { bins: BINS }), negative: histogram(pairs.impostor, { bins: BINS }) };
}
