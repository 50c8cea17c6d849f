import { describe, expect, it } from 'vitest';
import { ALL, NONE } from '../../src/cpu/mining.js';
import * as pairs from '../../src/cpu/pairs.js';

describe('twin of pairs', () => {
  it('all: every column but the anchor itself', () => {
    const counts = new Uint32Array(8).fill(9);
    pairs.all({ pairs: counts }, { rows: 2, columns: 4 });
    expect([...counts]).toEqual([0, 1, 1, 1, 1, 0, 1, 1]);
  });

  it('mined: how many triplets of the anchor have each pair', () => {
    const labels = Uint32Array.of(0, 0, 1, 0, 2);
    // Anchor 0: (0, 1, 4) and (0, 3, 4). Anchor 1: (1, 0, 2), and (1, 3) with both negatives. Anchor 2 has no positive.
    const negatives = new Uint32Array(15).fill(NONE);
    negatives[1] = 4;
    negatives[3] = 4;
    negatives[5] = 2;
    negatives[8] = ALL;
    const counts = new Uint32Array(15).fill(9);
    pairs.mined({ negatives, labels, pairs: counts }, { rows: 3, columns: 5 });
    expect([...counts]).toEqual([0, 1, 0, 1, 2, 1, 0, 2, 2, 1, 0, 0, 0, 0, 0]);
  });
});
