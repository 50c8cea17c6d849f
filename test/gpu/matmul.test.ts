import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import type { Recorder } from '../../src/gpu/recorder.js';
import type { Slice } from '../../src/gpu/tensor.js';
import * as matmul from '../../src/ops/matmul.js';
import { elements } from '../../src/ops/node.js';
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

interface Case {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  /** For a, b and c. */
  readonly transposed: readonly [boolean, boolean, boolean];
  readonly batches: readonly [readonly number[], readonly number[], readonly number[]];
}

/** Each axis of a batch: whether a, b and c have it. c without it is a sum. */
const axis = fc.tuple(fc.constantFrom(1, 2, 3), fc.boolean(), fc.boolean(), fc.boolean());
const batches = fc
  .array(axis, { minLength: 1, maxLength: 3 })
  .map((axes) => [1, 2, 3].map((own) => axes.map((one) => (one[own] ? (one[0] as number) : 1))))
  // c never has an axis that neither factor has.
  .map(([a, b, c]) => [a!, b!, c!.map((size, i) => (Math.max(a![i]!, b![i]!) === 1 ? 1 : size))] as const);

const anyLayout = fc.tuple(fc.boolean(), fc.boolean(), fc.boolean());
/** Both factors along k, or both across it. */
const alike = fc.tuple(fc.boolean(), fc.boolean()).map(([a, c]) => [a, !a, c] as const);
/** One factor along k, one across it; c transposed exchanges them. */
const unlike = fc.boolean().map((c) => [false, false, c] as const);

const cases = (size: fc.Arbitrary<number>, transposed: fc.Arbitrary<Case['transposed']>): fc.Arbitrary<Case> =>
  fc.record({ rows: size, columns: size, depth: size, transposed, batches });
const quads = fc.constantFrom(4, 12, 16, 20, 28, 32, 36, 60, 68);

function tensors({ rows, columns, depth, batches: [a, b, c] }: Case, seed: number) {
  return {
    a: { data: numbers(seed, elements(a) * rows * depth) },
    b: { data: numbers(seed + 1, elements(b) * depth * columns) },
    c: { length: elements(c) * rows * columns },
  };
}

const record =
  ({ batches, transposed, ...sizes }: Case, tiling?: ProductTiling) =>
  (recorder: Recorder, s: Record<'a' | 'b' | 'c', Slice>) => {
    const [a, b, c] = ([s.a, s.b, s.c] as const).map((slice, i) => ({
      slice,
      transposed: transposed[i]!,
      batch: batches[i]!,
    })) as [matmul.Matrices, matmul.Matrices, matmul.Matrices];
    matmul.forward(recorder, 'test', { a, b, c }, sizes, tiling);
  };

const terms = ({ depth, batches: [a, b, c] }: Case) =>
  (depth * elements(a.map((size, i) => Math.max(size, b[i]!)))) / elements(c);

const odd: Case = {
  ...{ rows: 17, columns: 37, depth: 19, transposed: [false, true, true] },
  batches: [
    [2, 1, 3],
    [1, 2, 3],
    [2, 2, 1],
  ],
};

describe.each<{ name: string; tiling: ProductTiling; shapes: fc.Arbitrary<Case>; fixed: Case }>([
  { name: 'any width', tiling: {}, shapes: cases(sizes(16), anyLayout), fixed: odd },
  {
    name: 'direct, 32 lanes',
    tiling: { structure: 'direct', workgroup: 32 },
    shapes: cases(sizes(16), anyLayout),
    fixed: odd,
  },
  {
    name: 'tiled, 16 × 16',
    tiling: { structure: 'tiled', side: 4 },
    shapes: cases(quads, alike),
    fixed: { ...odd, rows: 36, columns: 20, depth: 68 },
  },
  {
    name: 'tiled, 32 × 32',
    tiling: { structure: 'tiled', side: 8 },
    shapes: cases(quads, unlike),
    fixed: { ...odd, transposed: [false, false, false], rows: 36, columns: 20, depth: 68 },
  },
])('matmul on the GPU, $name', ({ tiling, shapes, fixed }) => {
  it('equals the f64 twin over random shapes, batches and layouts', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, seeds, async (shape, seed) => {
        const both = await runOnBoth(gpu, tensors(shape, seed), record(shape, tiling));
        expectClose(JSON.stringify(shape), both.gpu.c, both.cpu.c, toleranceFor(terms(shape)));
      }),
      { numRuns: 8 },
    );
  });

  it('is bit-equal in two runs, and close to another cut', async () => {
    const first = await runOn(gpu, tensors(fixed, 9), record(fixed, tiling));
    const second = await runOn(gpu, tensors(fixed, 9), record(fixed, tiling));
    expectBitEqual('c', first.c, second.c);
    const other = await runOn(gpu, tensors(fixed, 9), record(fixed, { structure: 'direct', workgroup: 8 }));
    expectClose('c', first.c, other.c, toleranceFor(terms(fixed)));
  });
});
