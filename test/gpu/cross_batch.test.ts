import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import * as crossBatch from '../../src/ops/cross_batch.js';
import { runOn } from '../support/both.js';
import { openTestGpu } from '../support/gpu.js';
import { drawnLabels } from '../support/hardest.js';
import { climb } from '../support/ladder.js';
import { numbers, sizes } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

type Shape = crossBatch.CrossBatchShape & { readonly first: number };

const tensors = ({ rows, width, capacity }: Shape, seed: number, skipped = 0) => ({
  control: { data: [1, 1, skipped] },
  embeddings: { data: numbers(seed, (rows + capacity) * width) },
  labels: { type: 'u32' as const, data: drawnLabels(seed + 1, rows + capacity, 1000) },
});

describe('cross_batch on the GPU', () => {
  climb(() => gpu, {
    shapes: fc.record({ rows: sizes(8), width: sizes(64), capacity: sizes(16), first: fc.nat(100) }),
    fixed: { rows: 7, width: 131, capacity: 11, first: 9 },
    tensors,
    record: (shape, workgroup) => (recorder, slices) => {
      crossBatch.remember(recorder, slices, shape, workgroup);
    },
    outputs: ['embeddings', 'labels'],
    // A copy.
    tolerance: () => ({ relative: 0, absolute: 0 }),
  });

  it('changes nothing in a skipped step', async () => {
    const shape = { rows: 3, width: 5, capacity: 4, first: 2 };
    const inputs = tensors(shape, 4, 1);
    const got = await runOn(gpu, inputs, (recorder, slices) => {
      crossBatch.remember(recorder, slices, shape);
    });
    expect([...got.embeddings]).toEqual([...Float32Array.from(inputs.embeddings.data)]);
    expect([...got.labels]).toEqual([...inputs.labels.data]);
  });
});
