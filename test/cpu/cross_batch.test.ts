import { describe, expect, it } from 'vitest';
import { remember } from '../../src/cpu/cross_batch.js';

describe('twin of cross_batch', () => {
  const buffers = (skipped: number) => ({
    control: Float64Array.of(1, 1, skipped),
    // Two rows of a batch, then a ring of three.
    embeddings: Float64Array.of(1, 2, 3, 4, 10, 20, 30, 40, 50, 60),
    labels: Uint32Array.of(7, 8, 100, 101, 102),
  });
  const shape = { rows: 2, width: 2, capacity: 3, kept: 2 };

  it('puts the batch into the ring and goes round its end', () => {
    const around = buffers(0);
    remember(around, { ...shape, first: 2 });
    expect([...around.embeddings]).toEqual([1, 2, 3, 4, 3, 4, 30, 40, 1, 2]);
    expect([...around.labels]).toEqual([7, 8, 8, 101, 7]);
  });

  it('leaves the ring alone if the step was skipped', () => {
    const skipped = buffers(1);
    remember(skipped, { ...shape, first: 0 });
    expect(skipped).toEqual(buffers(1));
  });
});
