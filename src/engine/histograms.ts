import { histogram } from '../metric/histogram.js';
import { pairDistances } from '../metric/pairs.js';
import type { PairHistograms } from './types.js';

const BINS = 80;

/** Squared distances of all pairs of embeddings [N, width], those of one identity apart from those of two. */
export function pairHistograms(embeddings: Float32Array, labels: Uint32Array): PairHistograms {
  const { genuine, impostor } = pairDistances(embeddings, labels);
  return { positive: histogram(genuine, { bins: BINS }), negative: histogram(impostor, { bins: BINS }) };
}
