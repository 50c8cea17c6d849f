import { describe, expect, it } from 'vitest';
import { scan } from '../../src/cpu/hardest.js';

const NONE = 0xffffffff;
const FAR_AWAY = Math.fround(3e38);

describe('twin of hardest', () => {
  // Rows on a line at 0, 3, 2, 5, 0; identities 7, 7, 9, 7, 9.
  const x = Float64Array.of(0, 3, 2, 5, 0);
  const labels = Uint32Array.of(7, 7, 9, 7, 9);
  const results = () => ({
    negatives: new Uint32Array(5).fill(77),
    negative_distances: new Float64Array(5).fill(Number.NaN),
    positives: new Uint32Array(5).fill(77),
    positive_distances: new Float64Array(5).fill(Number.NaN),
  });
  const all = { width: 1, anchor_shard: 0, anchor_first: 0, anchor_last: 5, candidate_shard: 0 };

  it('computes a hand-worked example with a duplicate of another identity', () => {
    const found = results();
    scan({ anchors: x, candidates: x, labels, ...found }, { ...all, candidate_first: 0, candidate_last: 5 });
    expect([...found.negatives]).toEqual([4, 2, 1, 2, 0]);
    expect([...found.negative_distances]).toEqual([0, 1, 1, 9, 0]);
    expect([...found.positives]).toEqual([3, 0, 4, 0, 2]);
    expect([...found.positive_distances]).toEqual([25, 9, 4, 25, 4]);
  });

  it('goes on with what earlier candidates left, and with a part of the set in each buffer', () => {
    const found = results();
    const range = { ...all, anchor_shard: 1, anchor_first: 1, anchor_last: 3 };
    const anchors = x.subarray(1);
    scan({ anchors, candidates: x, labels, ...found }, { ...range, candidate_first: 0, candidate_last: 2 });
    expect([...found.negatives]).toEqual([77, NONE, 1, 77, 77]);
    expect([...found.positives]).toEqual([77, 0, NONE, 77, 77]);
    expect(found.negative_distances[1]).toBe(FAR_AWAY);
    expect(found.positive_distances[2]).toBe(-FAR_AWAY);
    const rest = { ...range, candidate_shard: 2, candidate_first: 2, candidate_last: 5 };
    scan({ anchors, candidates: x.subarray(2), labels, ...found }, rest);
    expect([...found.negatives]).toEqual([77, 2, 1, 77, 77]);
    expect([...found.positives]).toEqual([77, 0, 4, 77, 77]);
    expect([...found.positive_distances.subarray(1, 3)]).toEqual([9, 4]);
  });

  it('holds what is equal in f32 for a tie, wherever the candidates are cut', () => {
    // Squared: 1 + 2⁻²⁴ and 1, which f32 cannot tell apart.
    const near = Float64Array.of(0, Math.sqrt(1 + 2 ** -24), 1);
    for (const cuts of [[3], [2, 3]]) {
      const found = { ...results(), negative_distances: new Float32Array(3), positive_distances: new Float32Array(3) };
      let candidate_first = 0;
      for (const candidate_last of cuts) {
        scan(
          { anchors: near, candidates: near, labels: Uint32Array.of(0, 1, 1), ...found },
          { ...all, anchor_last: 1, candidate_first, candidate_last },
        );
        candidate_first = candidate_last;
      }
      expect(found.negatives[0]).toBe(1);
    }
  });
});
