import { NONE } from './mining.js';
import type { Vector } from './twin.js';

/** The distance of a candidate that does not exist. */
const FAR_AWAY = Math.fround(3e38);

interface Buffers {
  anchors: Vector;
  candidates: Vector;
  labels: Uint32Array;
  negatives: Uint32Array;
  negative_distances: Vector;
  positives: Uint32Array;
  positive_distances: Vector;
}

interface Meeting {
  width: number;
  anchor_shard: number;
  anchor_first: number;
  anchor_last: number;
  candidate_shard: number;
  candidate_first: number;
  candidate_last: number;
}

/**
 * Lets candidates meet anchors by ascending index. A nearer negative and a farther positive replace what was found before, if
 * the candidates do not begin at row 0. Ties: lowest index.
 */
export function scan(buffers: Buffers, meeting: Meeting): void {
  const { anchors, candidates, labels, negatives, negative_distances, positives, positive_distances } = buffers;
  const { width, anchor_shard, anchor_first, anchor_last, candidate_shard, candidate_first, candidate_last } = meeting;
  // Distances are compared as they are kept: a tie in the buffer's precision is one wherever the candidates were cut.
  const kept = negative_distances.slice(0, 1);
  for (let i = anchor_first; i < anchor_last; i++) {
    if (candidate_first === 0) {
      negatives[i] = NONE;
      negative_distances[i] = FAR_AWAY;
      positives[i] = NONE;
      positive_distances[i] = -FAR_AWAY;
    }
    const a = (i - anchor_shard) * width;
    for (let j = candidate_first; j < candidate_last; j++) {
      const b = (j - candidate_shard) * width;
      let sum = 0;
      for (let k = 0; k < width; k++) sum += (anchors[a + k]! - candidates[b + k]!) ** 2;
      kept[0] = sum;
      const distance = kept[0]!;
      if (labels[j] !== labels[i]) {
        if (distance >= negative_distances[i]!) continue;
        negatives[i] = j;
        negative_distances[i] = distance;
      } else if (j !== i && distance > positive_distances[i]!) {
        positives[i] = j;
        positive_distances[i] = distance;
      }
    }
  }
}
