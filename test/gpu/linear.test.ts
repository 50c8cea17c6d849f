import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultLimits } from '../../src/gpu/backend.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import { Recorder } from '../../src/gpu/recorder.js';
import { type Slice, tensor } from '../../src/gpu/tensor.js';
import { cutRows } from '../../src/ops/chunks.js';
import * as linear from '../../src/ops/linear.js';
import type { ProductTiling } from '../../src/ops/product.js';
import { runOn, runOnBoth } from '../support/both.js';
import { expectBitEqual, expectClose, toleranceFor } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { numbers, seeds, sizes } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const anyShape = fc.record({ rows: sizes(32), inputs: sizes(32), outputs: sizes(32) });
/** Widths around a tile and around the depth of a step, all multiples of 4. */
const quads = fc.oneof(
  fc.constantFrom(4, 12, 16, 20, 28, 32, 36, 60, 64, 68),
  fc.integer({ min: 1, max: 17 }).map((n) => 4 * n),
);
const quadShape = fc.record({ rows: fc.oneof(sizes(32), sizes(64)), inputs: quads, outputs: quads });

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
    partials: { length: Math.max(linear.partialsLength({ rows, inputs, outputs }), 1) },
    sums: { length: Math.max(cutRows(rows, outputs).words, 1) },
  };
}

/** Forward and all three gradients in one program. */
function everything(shape: linear.LinearShape, tiling?: ProductTiling, biasWorkgroup?: number) {
  return (recorder: Recorder, s: Record<keyof ReturnType<typeof tensors>, Slice>) => {
    linear.forward(recorder, s, shape, tiling);
    linear.dInput(recorder, s, shape, tiling);
    linear.dWeight(recorder, s, shape, tiling);
    linear.dBias(recorder, s, shape, biasWorkgroup);
  };
}

const outputs = ['y', 'd_x', 'd_weight', 'd_bias'] as const;

describe.each<{ name: string; tiling: ProductTiling; shapes: fc.Arbitrary<linear.LinearShape> }>([
  { name: 'any width', tiling: {}, shapes: anyShape },
  { name: 'whole quads', tiling: {}, shapes: quadShape },
  { name: 'direct, 32 lanes', tiling: { structure: 'direct', workgroup: 32 }, shapes: anyShape },
  { name: 'tiled, 16 × 16', tiling: { structure: 'tiled', side: 4 }, shapes: quadShape },
  { name: 'tiled, 32 × 32', tiling: { structure: 'tiled', side: 8 }, shapes: quadShape },
])('linear on the GPU, $name', ({ tiling, shapes }) => {
  it('equals the f64 twin over random shapes', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, seeds, async (shape, seed) => {
        const { gpu: got, cpu: expected } = await runOnBoth(gpu, tensors(shape, seed), everything(shape, tiling));
        const tolerance = toleranceFor(Math.max(shape.rows, shape.inputs, shape.outputs));
        for (const name of outputs)
          expectClose(`${name} ${JSON.stringify(shape)}`, got[name], expected[name], tolerance);
      }),
      { numRuns: 8, examples: [[{ rows: 517, inputs: 12, outputs: 8 }, 3]] },
    );
  });

  it('is bit-equal in two runs', async () => {
    const shape = { rows: 65, inputs: 60, outputs: 132 };
    const [a, b] = [
      await runOn(gpu, tensors(shape, 9), everything(shape, tiling)),
      await runOn(gpu, tensors(shape, 9), everything(shape, tiling)),
    ];
    for (const name of outputs) expectBitEqual(name, a[name], b[name]);
  });
});

describe('linear', () => {
  it('does not depend on how it is cut', async () => {
    const shape = { rows: 33, inputs: 72, outputs: 36 };
    const cuts: [ProductTiling, number][] = [
      [{ structure: 'direct', workgroup: 8 }, 32],
      [{ structure: 'direct', workgroup: 64 }, 128],
      [{ structure: 'tiled', side: 4 }, 64],
      [{ structure: 'tiled', side: 8 }, 64],
    ];
    const runs = [];
    for (const [tiling, workgroup] of cuts) {
      runs.push(await runOn(gpu, tensors(shape, 7), everything(shape, tiling, workgroup)));
    }
    for (const name of outputs) {
      for (const run of runs) expectClose(name, run[name], runs[0]![name], toleranceFor(72));
    }
  });

  it('takes the kernels that suit the adapter and the widths, smaller tiles for a small matrix', () => {
    const chosen = (isFallbackAdapter: boolean, shape: linear.LinearShape) => {
      const recorder = new Recorder({ features: new Set(), limits: defaultLimits, isFallbackAdapter });
      const s = Object.fromEntries(
        Object.entries(tensors(shape, 1)).map(
          ([name, { data, length }]: [string, { data?: Float64Array; length?: number }]) => [
            name,
            tensor(name, data?.length ?? length!),
          ],
        ),
      ) as Record<keyof ReturnType<typeof tensors>, Slice>;
      linear.forward(recorder, s, shape);
      const [dispatch] = recorder.commands;
      return dispatch?.type === 'dispatch' && [dispatch.kernel.name, dispatch.workgroups, dispatch.overrides];
    };
    const small = { rows: 64, inputs: 512, outputs: 256 };
    const large = { rows: 512, inputs: 16, outputs: 512 };
    expect(chosen(false, small)).toEqual(['linear.forward', [16, 4, 1], { SIDE: 4 }]);
    expect(chosen(false, large)).toEqual(['linear.forward', [16, 16, 1], { SIDE: 8 }]);
    expect(chosen(false, { ...small, outputs: 255 })).toEqual(['linear.forward_direct', [1, 8, 1], { WORKGROUP: 32 }]);
    expect(chosen(true, small)).toEqual(['linear.forward_quads', [8, 16, 1], { WORKGROUP: 8 }]);
    expect(chosen(true, { ...small, inputs: 510 })).toEqual(['linear.forward_direct', [4, 8, 1], { WORKGROUP: 8 }]);
  });
});
