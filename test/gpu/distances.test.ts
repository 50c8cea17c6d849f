import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import type { Recorder } from '../../src/gpu/recorder.js';
import type { Slice } from '../../src/gpu/tensor.js';
import * as distances from '../../src/ops/distances.js';
import { runOn, runOnBoth } from '../support/both.js';
import { expectBitEqual, expectClose, toleranceFor } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { numbers, seeds, sizes } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

type Shape = Required<distances.DistancesShape>;

function tensors({ rows, columns, width }: Shape, seed: number) {
  return {
    embeddings: { data: numbers(seed, columns * width) },
    // One row in three has no direction.
    inverse_norm: { data: numbers(seed + 2, columns).map((n) => Math.max(n + 0.33, 0)) },
    d_distances: { data: numbers(seed + 1, rows * columns) },
    distances: { length: rows * columns },
    d_embeddings: { length: rows * width },
  };
}

function everything(shape: Shape, distance: distances.Distance = 'squaredL2', tiling?: distances.DistancesTiling) {
  return (recorder: Recorder, s: Record<keyof ReturnType<typeof tensors>, Slice>) => {
    distances.forward(recorder, distance, s, shape, tiling);
    distances.dEmbeddings(recorder, distance, s, shape, tiling);
  };
}

const outputs = ['distances', 'd_embeddings'] as const;

describe('distances on the GPU', () => {
  it.each(distances.distanceNames)('equals the f64 twin over random shapes: %s', async (distance) => {
    const shapes = fc.tuple(sizes(32), fc.constantFrom(0, 1, 31, 61), sizes(32));
    await fc.assert(
      fc.asyncProperty(shapes, seeds, async ([rows, more, width], seed) => {
        const shape = { rows, columns: rows + more, width };
        const { gpu: got, cpu: expected } = await runOnBoth(gpu, tensors(shape, seed), everything(shape, distance));
        // A term is up to 4 (forward) or 8 (backward) here, not 1.
        const { relative, absolute } = toleranceFor(Math.max(shape.columns, width));
        for (const name of outputs) {
          const tolerance = { relative, absolute: absolute * 4 };
          expectClose(`${name} ${JSON.stringify(shape)}`, got[name], expected[name], tolerance);
        }
      }),
      { numRuns: 20 },
    );
  });

  it.each(distances.distanceNames)('is exactly symmetric and exactly zero between equal rows: %s', async (distance) => {
    const shape = { rows: 67, columns: 80, width: 19 };
    const input = tensors(shape, 3);
    // Row 40 repeats row 2; row 50 is the zero vector, and so is row 51.
    input.embeddings.data.copyWithin(40 * 19, 2 * 19, 3 * 19);
    input.embeddings.data.fill(0, 50 * 19, 52 * 19);
    input.inverse_norm.data.fill(1).fill(0, 50, 52);
    const { distances: d } = await runOn(gpu, input, everything(shape, distance));
    for (let i = 0; i < 67; i++) {
      expect(d[i * 80 + i]).toBe(0);
      for (let j = 0; j < i; j++) expect(d[i * 80 + j]).toBe(d[j * 80 + i]);
    }
    expect(d[40 * 80 + 2]).toBe(0);
    expect(d[51 * 80 + 50]).toBe(distance === 'cosine' ? 1 : 0);
  });

  it('does not depend on the workgroup size', async () => {
    const shape = { rows: 70, columns: 79, width: 37 };
    for (const distance of distances.distanceNames) {
      const runs = [];
      for (const side of [4, 8, 16]) {
        runs.push(await runOn(gpu, tensors(shape, 7), everything(shape, distance, { side })));
      }
      for (const name of outputs) {
        expectClose(name, runs[0]![name], runs[1]![name], toleranceFor(79));
        expectClose(name, runs[2]![name], runs[1]![name], toleranceFor(79));
      }
    }
  });

  it('is bit-equal in two runs', async () => {
    const shape = { rows: 61, columns: 70, width: 64 };
    for (const distance of distances.distanceNames) {
      const run = () => runOn(gpu, tensors(shape, 9), everything(shape, distance));
      const [a, b] = [await run(), await run()];
      for (const name of outputs) expectBitEqual(name, a[name], b[name]);
    }
  });
});
