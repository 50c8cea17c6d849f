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
