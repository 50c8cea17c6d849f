import { describe, it } from 'vitest';
import * as distillation from '../../src/ops/distillation.js';
import { runOnTwin } from '../support/both.js';
import { expectClose } from '../support/compare.js';
import { centralDifferences } from '../support/gradient.js';
import { numbers } from '../support/random.js';

describe('twin of distillation', () => {
  it('adds a hand-worked gradient, and none where there is no target', async () => {
    const tensors = {
      embeddings: { data: [9, 9, 1, 2, 3, 4] },
      targets: { data: [0, 1, 1, 0] },
      indices: { type: 'u32' as const, data: [1, 2] },
      d_embeddings: { data: [5, 5, 5, 5, 5, 5] },
    };
    const { d_embeddings } = await runOnTwin(tensors, (recorder, s) =>
      distillation.dEmbeddings(recorder, s, { first: 1, rows: 2, width: 2, count: 2, weight: 3 }),
    );
    // 2 · 3 / 2 · ((1, 2) − (1, 0)) on top of (5, 5).
    expectClose('gradient', d_embeddings, [5, 5, 5, 11, 5, 5], { relative: 1e-12, absolute: 0 });
  });

  it('has the gradient of weight · mean squared distance to the targets', async () => {
    const [first, rows, width, count, weight] = [2, 5, 7, 3, 0.7];
    const targets = numbers(1, count * width);
    const indices = [2, 0, 1, 1, 2];
    const start = numbers(2, (first + rows) * width);
    const loss = (embeddings: Float64Array) => {
      let sum = 0;
      for (let row = 0; row < rows; row++) {
        for (let i = 0; i < width; i++) {
          sum += (embeddings[(first + row) * width + i]! - targets[indices[row]! * width + i]!) ** 2;
        }
      }
      return (weight / rows) * sum;
    };
    const tensors = {
      embeddings: { data: start },
      targets: { data: targets },
      indices: { type: 'u32' as const, data: indices },
      d_embeddings: { data: new Float64Array(start.length) },
    };
    const { d_embeddings } = await runOnTwin(tensors, (recorder, s) =>
      distillation.dEmbeddings(recorder, s, { first, rows, width, count, weight }),
    );
    const expected = await centralDifferences(loss, start);
    expectClose('gradient', d_embeddings, expected, { relative: 1e-6, absolute: 1e-9 });
  });
});
