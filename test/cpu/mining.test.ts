import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as mining from '../../src/cpu/mining.js';
import { seeds } from '../support/random.js';
import { type Batch, batchHardTriplets, semiHardTriplets, tiedBatch, tripletsOf } from '../support/triplets.js';

const mine = ({ rows, distances, labels }: Batch, miner: 'batch_hard' | 'semi_hard', margin = 0.25) => {
  const negatives = new Uint32Array(rows * rows);
  mining[miner]({ distances, labels, negatives }, { rows, columns: rows, margin });
  return tripletsOf(negatives, rows);
};

const matrix = (...rows: number[][]) => Float64Array.from(rows.flat());

describe('twin of mining', () => {
  // Two identities: rows 0, 1, 2 and rows 3, 4.
  const batch: Batch = {
    rows: 5,
    labels: Uint32Array.of(7, 7, 7, 9, 9),
    distances: matrix(
      [0, 0.5, 0.9, 1.0, 0.6],
      [0.5, 0, 0.2, 0.3, 0.2],
      [0.9, 0.2, 0, 0.2, 0.2],
      [1.0, 0.3, 0.2, 0, 0.1],
      [0.6, 0.2, 0.2, 0.1, 0],
    ),
  };

  it('mines batch-hard triplets of a hand-worked batch', () => {
    expect(mine(batch, 'batch_hard')).toEqual(['0 2 4', '1 0 4', '2 0 3', '3 4 2', '4 3 1']);
  });

  it('mines semi-hard triplets of a hand-worked batch', () => {
    // 0: 0.5 < 0.6 < 0.75 and 0.9 < 1.0 < 1.15. 1: nothing beyond 0.5; 0.2 < 0.3. 2: nothing. 3: 0.1 < 0.2. 4: a tie.
    expect(mine(batch, 'semi_hard')).toEqual(['0 1 4', '0 2 3', '1 2 3', '3 4 2', '4 3 1']);
  });

  it('equals a triple loop over random batches with ties', () => {
    const batches = fc.tuple(seeds, fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 8 }));
    fc.assert(
      fc.property(batches, ([seed, rows, classes]) => {
        const tied = tiedBatch(seed, rows, classes);
        expect(mine(tied, 'batch_hard').sort()).toEqual(batchHardTriplets(tied).sort());
        expect(mine(tied, 'semi_hard').sort()).toEqual(semiHardTriplets(tied, 0.25).sort());
      }),
    );
  });
});

describe('twin of the miners that draw', () => {
  // Anchor 0 with its mate 1; strangers at 0.3, 0.6, 1.2 and 1.5.
  const batch: Batch = {
    rows: 6,
    labels: Uint32Array.of(1, 1, 2, 2, 3, 3),
    distances: Float64Array.from({ length: 36 }, (_, at) => (at % 7 === 0 ? 0 : [0, 0.5, 0.3, 0.6, 1.2, 1.5][at % 6]!)),
  };
  const DRAWS = 20_000;

  /** How often the pair (0, 1) got each column. */
  function frequencies(draw: (negatives: Uint32Array, step: number) => void) {
    const counts = new Array<number>(6).fill(0);
    const negatives = new Uint32Array(36);
    for (let step = 0; step < DRAWS; step++) {
      draw(negatives, step);
      counts[negatives[1]!]!++;
    }
    return counts.map((count) => count / DRAWS);
  }

  /** Within five standard deviations of what is expected. */
  function expectFrequencies(got: readonly number[], expected: readonly number[]) {
    for (const [k, p] of expected.entries()) {
      const deviation = 5 * Math.sqrt((p * (1 - p)) / DRAWS);
      expect(Math.abs(got[k]! - p), `column ${k}: ${got[k]} for ${p}`).toBeLessThanOrEqual(deviation);
    }
  }

  const size = { rows: 6, columns: 6, seed: 4 };

  it('draws every stranger equally often at random', () => {
    const got = frequencies((negatives, step) =>
      mining.random({ ...batch, negatives }, { ...size, step, semi_hard: 0, margin: 1 }),
    );
    expectFrequencies(got, [0, 0, 0.25, 0.25, 0.25, 0.25]);
  });

  it('draws every semi-hard stranger equally often', () => {
    const got = frequencies((negatives, step) =>
      mining.random({ ...batch, negatives }, { ...size, step, semi_hard: 1, margin: 0.9 }),
    );
    expectFrequencies(got, [0, 0, 0, 0.5, 0.5, 0]);
  });

  it('draws strangers by the inverse density of distances on the sphere, none beyond 1.4', () => {
    // width 8: w = D^−6 (1 − D² / 4)^(−5/2), D = max(d, 0.5).
    const weights = [0.5, 0.6, 1.2].map((d) => d ** -6 * (1 - d ** 2 / 4) ** -2.5);
    const sum = weights.reduce((a, b) => a + b);
    for (const [distance, given] of [(d: number) => d * d, (d: number) => d, (d: number) => (d * d) / 2].entries()) {
      const distances = batch.distances.map(given);
      const got = frequencies((negatives, step) =>
        mining.distance_weighted({ ...batch, distances, negatives }, { ...size, step, width: 8, distance }),
      );
      expectFrequencies(got, [0, 0, ...weights.map((w) => w / sum), 0]);
    }
  });

  it('draws apart for two pairs, and otherwise in the next step', () => {
    const draw = (step: number) => {
      const negatives = new Uint32Array(36);
      mining.random({ ...batch, negatives }, { ...size, step, semi_hard: 0, margin: 1 });
      return negatives;
    };
    const steps = Array.from({ length: 50 }, (_, step) => draw(step));
    expect(steps.some((negatives) => negatives[1] !== steps[0]![1])).toBe(true);
    // Anchors 0 and 1 have the same strangers.
    expect(steps.some((negatives) => negatives[1] !== negatives[6])).toBe(true);
  });

  it('mines nothing where no stranger qualifies', () => {
    const far = batch.distances.map((d) => d + 2);
    const negatives = new Uint32Array(36);
    mining.distance_weighted({ ...batch, distances: far, negatives }, { ...size, step: 0, width: 8, distance: 1 });
    expect(new Set(negatives)).toEqual(new Set([mining.NONE]));
  });
});

describe('twin of the other miners', () => {
  const batch: Batch = {
    rows: 5,
    labels: Uint32Array.of(7, 7, 7, 9, 9),
    distances: matrix(
      [0, 0.5, 0.9, 1.0, 0.6],
      [0.5, 0, 0.2, 0.3, 0.2],
      [0.9, 0.2, 0, 0.2, 0.2],
      [1.0, 0.3, 0.2, 0, 0.1],
      [0.6, 0.2, 0.2, 0.1, 0],
    ),
  };

  it('mines easy-positive triplets of a hand-worked batch', () => {
    const negatives = new Uint32Array(25);
    mining.easy_positive({ ...batch, negatives }, { rows: 5, columns: 5 });
    // 2: its mate 1 is 0.2 away and so are both strangers, none is farther. 4: a tie of 1 and 2.
    expect(tripletsOf(negatives, 5)).toEqual(['0 1 4', '1 2 3', '3 4 2', '4 3 1']);
  });

  it('mines every triplet', () => {
    const negatives = new Uint32Array(25);
    mining.batch_all({ labels: batch.labels, negatives }, { rows: 5, columns: 5 });
    const all = tripletsOf(negatives, 5, batch.labels);
    expect(all).toHaveLength(3 * 2 * 2 + 2 * 1 * 3);
    expect(all.slice(0, 4)).toEqual(['0 1 3', '0 1 4', '0 2 3', '0 2 4']);
  });
});
