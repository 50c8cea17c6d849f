import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import { ALL, NONE } from '../../src/ops/mining.js';
import * as pairs from '../../src/ops/pairs.js';
import { runOn } from '../support/both.js';
import { openTestGpu } from '../support/gpu.js';
import { climb } from '../support/ladder.js';
import { numbers, sizes } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

interface Shape {
  readonly rows: number;
  readonly columns: number;
  readonly classes: number;
}

/** Negatives as no miner would choose them: none, any stranger, or all, for a third of the positive pairs each. */
function tensors({ rows, columns, classes }: Shape, seed: number) {
  const labels = Uint32Array.from(numbers(seed, columns, 0, classes), Math.floor);
  const drawn = numbers(seed + 1, rows * columns, 0, 3);
  const negatives = Uint32Array.from(drawn, (draw, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    const strangers = [...labels.keys()].filter((k) => labels[k] !== labels[i]);
    if (i === j || labels[i] !== labels[j] || strangers.length === 0 || draw < 1) return NONE;
    return draw < 2 ? ALL : strangers[Math.floor((draw - 2) * strangers.length)]!;
  });
  return {
    labels: { type: 'u32', data: labels },
    negatives: { type: 'u32', data: negatives },
    all: { type: 'u32', length: rows * columns },
    mined: { type: 'u32', length: rows * columns },
  } as const;
}

describe('pairs on the GPU', () => {
  climb(() => gpu, {
    shapes: fc
      .record({ rows: sizes(8), more: fc.constantFrom(0, 1, 30), classes: fc.constantFrom(1, 2, 5, 2 ** 20) })
      .map(({ rows, more, classes }) => ({ rows, columns: rows + more, classes })),
    fixed: { rows: 33, columns: 75, classes: 6 },
    tensors,
    record: (shape, workgroup) => (recorder, s) => {
      const tiling = workgroup ? { workgroup } : undefined;
      pairs.all(recorder, { pairs: s.all }, shape, tiling);
      pairs.mined(recorder, { ...s, pairs: s.mined }, shape, tiling);
    },
    outputs: ['all', 'mined'],
    tolerance: () => ({ relative: 0, absolute: 0 }),
  });

  it('counts negatives beyond the first part of a long row', async () => {
    const [rows, columns] = [2, 1100];
    const labels = Uint32Array.from({ length: columns }, (_, j) => (j < 1000 ? 0 : 1));
    const negatives = new Uint32Array(rows * columns).fill(NONE);
    // 900 triplets of anchor 0 share the last column, 50 the last of the first part.
    negatives.fill(1099, 10, 910);
    negatives.fill(1023, 920, 970);
    const { mined } = await runOn(
      gpu,
      {
        labels: { type: 'u32', data: labels },
        negatives: { type: 'u32', data: negatives },
        mined: { type: 'u32', length: rows * columns },
      } as const,
      (recorder, s) => pairs.mined(recorder, { ...s, pairs: s.mined }, { rows, columns }),
    );
    const expected = Array.from<number, number>(negatives, (n) => (n === NONE ? 0 : 1));
    expected[1099] = 900;
    expected[1023] = 50;
    expect([...mined]).toEqual(expected);
  });
});
