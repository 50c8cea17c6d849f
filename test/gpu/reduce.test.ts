import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import { elements } from '../../src/ops/node.js';
import * as reduce from '../../src/ops/reduce.js';
import { runOnBoth } from '../support/both.js';
import { expectClose, toleranceFor } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { climb } from '../support/ladder.js';
import { numbers } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

interface Case extends reduce.ReduceShape {
  readonly reduction: reduce.Reduction;
}

const shapes: fc.Arbitrary<Case> = fc
  .record({
    axes: fc.array(fc.tuple(fc.constantFrom(1, 2, 3, 5, 8, 15, 16, 17), fc.boolean()), { minLength: 1, maxLength: 4 }),
    reduction: fc.constantFrom('sum', 'mean', 'l2'),
  })
  .map(({ axes, reduction }) => ({
    reduction,
    sizes: axes.map(([size]) => size),
    axes: [...axes.keys()].filter((axis) => axes[axis]![1]),
  }))
  .filter(({ sizes, axes }) => axes.length > 0 && elements(sizes) < 20_000);

function tensors(shape: Case, seed: number) {
  const [count, lines] = [elements(shape.sizes), elements(reduce.keptSizes(shape))];
  return {
    x: { data: numbers(seed, count).map((value) => value + Math.sign(value) * 0.1) },
    d_y: { data: numbers(seed + 1, lines) },
    y: { length: lines },
    d_x: { length: count },
  };
}

const record =
  (shape: Case, workgroup?: number) =>
  (...[recorder, s]: Parameters<Parameters<typeof runOnBoth<ReturnType<typeof tensors>>>[2]>) => {
    reduce.forward(recorder, 'test', s, shape.reduction, shape, workgroup);
    if (shape.reduction === 'l2') reduce.dInputL2(recorder, 'test', s, shape, workgroup);
    else reduce.dInput(recorder, 'test', s, shape.reduction, shape, workgroup);
  };

const summed = ({ sizes, axes }: Case) => elements(axes.map((axis) => sizes[axis]!));
const outputs = ['y', 'd_x'] as const;

describe('reduce on the GPU', () => {
  climb(() => gpu, {
    shapes,
    fixed: { reduction: 'l2', sizes: [7, 19, 5, 11], axes: [1, 3] },
    numRuns: 12,
    tensors,
    record,
    outputs,
    tolerance: (shape) => toleranceFor(summed(shape)),
  });

  it.each<Case>([
    { reduction: 'mean', sizes: [3, 2500], axes: [1] },
    { reduction: 'sum', sizes: [2, 1300, 20], axes: [1] },
    { reduction: 'l2', sizes: [1400, 3], axes: [0, 1] },
  ])('shares long sums: $reduction of $sizes over $axes', async (shape) => {
    const both = await runOnBoth(gpu, tensors(shape, 3), record(shape));
    for (const name of outputs) expectClose(name, both.gpu[name], both.cpu[name], toleranceFor(summed(shape)));
  });

  it('gives a line of zeros no gradient', async () => {
    const shape: Case = { reduction: 'l2', sizes: [2, 3], axes: [1] };
    const x = { data: [0, 0, 0, 0, 3, 4] };
    const { gpu: got } = await runOnBoth(gpu, { ...tensors(shape, 3), x, d_y: { data: [7, 10] } }, record(shape));
    expect([...got.y]).toEqual([0, 5]);
    expectClose('d_x', got.d_x, [0, 0, 0, 0, 6, 8], { relative: 1e-6, absolute: 0 });
  });
});
