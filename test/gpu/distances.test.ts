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

function tensors({ rows, width }: distances.DistancesShape, seed: number) {
  return {
    embeddings: { data: numbers(seed, rows * width) },
    d_distances: { data: numbers(seed + 1, rows * rows) },
    distances: { length: rows * rows },
    d_embeddings: { length: rows * width },
  };
}

function everything(shape: distances.DistancesShape, tiling?: distances.DistancesTiling) {
  return (recorder: Recorder, s: Record<keyof ReturnType<typeof tensors>, Slice>) => {
    distances.forward(recorder, s, shape, tiling);
    distances.dEmbeddings(recorder, s, shape, tiling);
  };
}

const outputs = ['distances', 'd_embeddings'] as const;

describe('distances on the GPU', () => {
  it('equals the f64 twin over random shapes', async () => {
    const shapes = fc.record({ rows: sizes(32), width: sizes(32) });
    await fc.assert(
      fc.asyncProperty(shapes, seeds, async (shape, seed) => {
        const { gpu: got, cpu: expected } = await runOnBoth(gpu, tensors(shape, seed), everything(shape));
        // A term is up to 4 (forward) or 8 (backward) here, not 1.
        const { relative, absolute } = toleranceFor(Math.max(shape.rows, shape.width));
        for (const name of outputs) {
          const tolerance = { relative, absolute: absolute * 4 };
          expectClose(`${name} ${JSON.stringify(shape)}`, got[name], expected[name], tolerance);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('is exactly symmetric and exactly zero between equal rows', async () => {
    const shape = { rows: 67, width: 19 };
    const input = tensors(shape, 3);
    // Row 40 repeats row 2; row 50 is the zero vector, and so is row 51.
    input.embeddings.data.copyWithin(40 * 19, 2 * 19, 3 * 19);
    input.embeddings.data.fill(0, 50 * 19, 52 * 19);
    const { distances: d } = await runOn(gpu, input, everything(shape));
    for (let i = 0; i < 67; i++) {
      expect(d[i * 67 + i]).toBe(0);
      for (let j = 0; j < i; j++) expect(d[i * 67 + j]).toBe(d[j * 67 + i]);
    }
    expect(d[40 * 67 + 2]).toBe(0);
    expect(d[51 * 67 + 50]).toBe(0);
  });

  it('does not depend on the workgroup size', async () => {
    const shape = { rows: 70, width: 37 };
    const runs = [];
    for (const side of [4, 8, 16]) runs.push(await runOn(gpu, tensors(shape, 7), everything(shape, { side })));
    for (const name of outputs) {
      expectClose(name, runs[0]![name], runs[1]![name], toleranceFor(70));
      expectClose(name, runs[2]![name], runs[1]![name], toleranceFor(70));
    }
  });

  it('is bit-equal in two runs', async () => {
    const shape = { rows: 61, width: 64 };
    const [a, b] = [
      await runOn(gpu, tensors(shape, 9), everything(shape)),
      await runOn(gpu, tensors(shape, 9), everything(shape)),
    ];
    for (const name of outputs) expectBitEqual(name, a[name], b[name]);
  });
});
