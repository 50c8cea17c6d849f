import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import type { Recorder } from '../../src/gpu/recorder.js';
import type { Slice } from '../../src/gpu/tensor.js';
import * as linear from '../../src/ops/linear.js';
import { runOn, runOnBoth } from '../support/both.js';
import { expectBitEqual, expectClose, toleranceFor } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { numbers, seeds, sizes } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const shapes = fc.record({ rows: sizes(32), inputs: sizes(32), outputs: sizes(32) });

function tensors({ rows, inputs, outputs }: linear.LinearShape, seed: number) {
  return {
    x: { data: numbers(seed, rows * inputs) },
    weight: { data: numbers(seed + 1, outputs * inputs) },
    bias: { data: numbers(seed + 2, outputs) },
    d_y: { data: numbers(seed + 3, rows * outputs) },
    d_weight: { data: numbers(seed + 4, outputs * inputs) },
    d_bias: { data: numbers(seed + 5, outputs) },
    y: { length: rows * outputs },
    d_x: { length: rows * inputs },
  };
}

/** Forward and all three gradients in one program. */
function everything(shape: linear.LinearShape, tiling?: linear.LinearTiling) {
  return (recorder: Recorder, s: Record<keyof ReturnType<typeof tensors>, Slice>) => {
    linear.forward(recorder, s, shape, tiling);
    linear.dInput(recorder, s, shape, tiling);
    linear.dWeight(recorder, s, shape, tiling);
    linear.dBias(recorder, s, shape, tiling);
  };
}

const outputs = ['y', 'd_x', 'd_weight', 'd_bias'] as const;

describe('linear on the GPU', () => {
  it('equals the f64 twin over random shapes', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, seeds, async (shape, seed) => {
        const { gpu: got, cpu: expected } = await runOnBoth(gpu, tensors(shape, seed), everything(shape));
        const tolerance = toleranceFor(Math.max(shape.rows, shape.inputs, shape.outputs));
        for (const name of outputs)
          expectClose(`${name} ${JSON.stringify(shape)}`, got[name], expected[name], tolerance);
      }),
      { numRuns: 30 },
    );
  });

  it('does not depend on the workgroup size', async () => {
    const shape = { rows: 33, inputs: 70, outputs: 37 };
    const runs = [];
    for (const tiling of [
      { side: 4, workgroup: 32 },
      { side: 8, workgroup: 64 },
      { side: 16, workgroup: 128 },
    ]) {
      runs.push(await runOn(gpu, tensors(shape, 7), everything(shape, tiling)));
    }
    for (const name of outputs) {
      expectClose(name, runs[0]![name], runs[1]![name], toleranceFor(70));
      expectClose(name, runs[2]![name], runs[1]![name], toleranceFor(70));
    }
  });

  it('is bit-equal in two runs', async () => {
    const shape = { rows: 64, inputs: 61, outputs: 31 };
    const [a, b] = [
      await runOn(gpu, tensors(shape, 9), everything(shape)),
      await runOn(gpu, tensors(shape, 9), everything(shape)),
    ];
    for (const name of outputs) expectBitEqual(name, a[name], b[name]);
  });
});
