import { describe, expect, it } from 'vitest';
import * as topK from '../../src/cpu/top_k.js';

const FAR_AWAY = Math.fround(3e38);
const NONE = 0xffffffff;

describe('twin of top_k', () => {
  it('computes a hand-worked example: two chunks of two, with a tie and an empty place', () => {
    const candidates = new Float64Array(2 * 2 * 2).fill(Number.NaN);
    const candidate_indices = new Uint32Array(8);
    // Templates on a line at 0, 3, 2; probes at 1 and 3.
    topK.scan(
      { probes: Float64Array.of(1, 3), templates: Float64Array.of(0, 3, 2), candidates, candidate_indices },
      { probes: 2, templates: 3, width: 1, k: 2, chunk: 2 },
    );
    expect([...candidates]).toEqual([1, 4, 1, FAR_AWAY, 0, 9, 1, FAR_AWAY]);
    expect([...candidate_indices]).toEqual([0, 1, 2, NONE, 1, 0, 2, NONE]);
    const distances = new Float64Array(4).fill(Number.NaN);
    const indices = new Uint32Array(4);
    topK.merge({ candidates, candidate_indices, distances, indices }, { probes: 2, count: 4, k: 2 });
    expect([...distances]).toEqual([1, 1, 0, 1]);
    expect([...indices]).toEqual([0, 2, 1, 2]);
  });
});
