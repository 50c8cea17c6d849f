import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultLimits } from '../../src/gpu/backend.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import { Recorder } from '../../src/gpu/recorder.js';
import { type Slice, tensor } from '../../src/gpu/tensor.js';
import * as conv from '../../src/ops/conv.js';
import { type ConvShape, outputPixels, taps } from '../../src/ops/conv_window.js';
import type { ProductTiling } from '../../src/ops/product.js';
import { runOn, runOnBoth } from '../support/both.js';
import { expectBitEqual, expectClose, toleranceFor } from '../support/compare.js';
import { convShapes, convTensors, squareShape } from '../support/conv-shapes.js';
import { openTestGpu } from '../support/gpu.js';
import { seeds } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const channels = (step: number) =>
  fc
    .record({
      groups: fc.integer({ min: 1, max: 3 }),
      inputs: fc.integer({ min: 1, max: 5 }),
      outputs: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(15, 16, 17)),
    })
    .map(({ groups, inputs, outputs }) => ({
      groups,
      inputs: step * groups * inputs,
      outputs: step * groups * outputs,
    }));
const anyShape = convShapes(channels(1));
const quadShape = convShapes(channels(4));

function tensors(shape: ConvShape, seed: number) {
  const weights = (shape.outputs * taps(shape) * shape.inputs) / shape.groups;
  return convTensors(shape, weights, conv.partialsLength(shape), seed);
}

const prelu = { activation: 3, alpha: 0, low: 0, high: 0 };

/** Forward with everything that it can end with, and both gradients, in one program. */
function everything(shape: ConvShape, tiling?: ProductTiling) {
  return (recorder: Recorder, s: Record<keyof ReturnType<typeof tensors>, Slice>) => {
    conv.forward(recorder, { ...s, activation: prelu }, shape, tiling);
    conv.dInput(recorder, s, shape, tiling);
    conv.dWeight(recorder, s, shape, tiling);
  };
}

const outputs = ['y', 'd_x', 'd_weight'] as const;
const depthOf = (shape: ConvShape) =>
  Math.max(taps(shape) * Math.max(shape.inputs, shape.outputs), outputPixels(shape));

/** Two stages of the weight's gradient, and tiles beyond every edge. */
const large = squareShape({ rows: 5, size: 11, kernel: 3, stride: 1, pad: 1, inputs: 8, outputs: 72, groups: 2 });
const stem = squareShape({ rows: 3, size: 29, kernel: 3, stride: 2, pad: 1, inputs: 3, outputs: 10, groups: 1 });
/** One tap that keeps its place, so that the linear kernels do it, and one that does not. */
const pointwise = squareShape({ rows: 2, size: 5, kernel: 1, stride: 1, pad: 0, inputs: 8, outputs: 12, groups: 1 });
const strided = { ...pointwise, stride_x: 2, out_width: 3 };

describe.each<{ name: string; tiling: ProductTiling; shapes: fc.Arbitrary<ConvShape>; fixed: ConvShape[] }>([
  { name: 'any channels', tiling: {}, shapes: anyShape, fixed: [stem] },
  { name: 'whole quads', tiling: {}, shapes: quadShape, fixed: [large, pointwise, strided] },
  { name: 'tiled, 16 × 16', tiling: { structure: 'tiled', side: 4 }, shapes: quadShape, fixed: [large, strided] },
  { name: 'tiled, 32 × 32', tiling: { structure: 'tiled', side: 8 }, shapes: quadShape, fixed: [large] },
])('conv on the GPU, $name', ({ tiling, shapes, fixed }) => {
  it('equals the f64 twin over random shapes', async () => {
    const examples = fixed.map((shape): [ConvShape, number] => [shape, 5]);
    await fc.assert(
      fc.asyncProperty(shapes, seeds, async (shape, seed) => {
        const { gpu: got, cpu: expected } = await runOnBoth(gpu, tensors(shape, seed), everything(shape, tiling));
        for (const name of outputs) {
          const what = `${name} ${JSON.stringify(shape)}`;
          expectClose(what, got[name], expected[name], toleranceFor(depthOf(shape)));
        }
      }),
      { numRuns: 8 + examples.length, examples },
    );
  });

  it('is bit-equal in two runs', async () => {
    const [shape] = fixed as [ConvShape];
    const run = () => runOn(gpu, tensors(shape, 9), everything(shape, tiling));
    const [a, b] = [await run(), await run()];
    for (const name of outputs) expectBitEqual(name, a[name], b[name]);
  });
});

describe('conv', () => {
  it('does not depend on how it is cut', async () => {
    for (const [shape, cuts] of [
      [stem, [{ workgroup: 8 }, { workgroup: 32 }]],
      [large, [{ structure: 'direct', workgroup: 8 }, { structure: 'direct', workgroup: 16 }, { structure: 'tiled' }]],
    ] as [ConvShape, ProductTiling[]][]) {
      const runs = [];
      for (const tiling of cuts) runs.push(await runOn(gpu, tensors(shape, 7), everything(shape, tiling)));
      for (const name of outputs) {
        for (const run of runs) expectClose(name, run[name], runs[0]![name], toleranceFor(depthOf(shape)));
      }
    }
  });

  it('takes the kernels that suit the adapter and the channels, folds what is more than a dimension takes', () => {
    const chosen = (isFallbackAdapter: boolean, shape: ConvShape) => {
      const recorder = new Recorder({ features: new Set(), limits: defaultLimits, isFallbackAdapter });
      const s = Object.fromEntries(
        Object.entries(tensors({ ...shape, rows: 1 }, 1)).map(
          ([name, { data, length }]: [string, { data?: Float64Array; length?: number }]) => [
            name,
            tensor(name, data?.length ?? length!),
          ],
        ),
      ) as Record<keyof ReturnType<typeof tensors>, Slice>;
      conv.forward(recorder, s, shape);
      const [dispatch] = recorder.commands;
      return dispatch?.type === 'dispatch' && [dispatch.kernel.name, dispatch.workgroups];
    };
    expect(chosen(false, large)).toEqual(['conv.forward', [4, 19, 1]]);
    expect(chosen(true, large)).toEqual(['conv.forward_quads', [4, 152, 1]]);
    expect(chosen(true, stem)).toEqual(['conv.forward_direct', [1, 85, 1]]);
    expect(chosen(false, { ...pointwise, rows: 65 })).toEqual(['linear.forward', [1, 102, 1]]);
    expect(chosen(true, { ...large, rows: 9000 })).toEqual(['conv.forward_quads', [4, 54450, 5]]);
  });
});
