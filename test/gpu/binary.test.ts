import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BinaryOperation, binaryOperations } from '../../src/cpu/binary.js';
import { defaultLimits } from '../../src/gpu/backend.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import { Recorder } from '../../src/gpu/recorder.js';
import { type Slice, tensor } from '../../src/gpu/tensor.js';
import * as binary from '../../src/ops/binary.js';
import { broadcast } from '../../src/ops/broadcast.js';
import { elements, type Shape } from '../../src/ops/node.js';
import { runOn, runOnBoth } from '../support/both.js';
import { expectBitEqual, expectClose } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { numbers, seeds } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

interface Operands {
  readonly a: Shape;
  readonly b: Shape;
}

/** What each operation reads: anything, a divisor away from 0, a base in [0.5, 1.5]. */
const operandsOf = { add: 'x z', sub: 'x z', mul: 'x z', div: 'x divisor', pow: 'base z' } as const;

function tensors({ a, b }: Operands, seed: number) {
  const shape = broadcast('test', a, b);
  const length = { a: shape.lengths.a, b: shape.lengths.b, y: shape.count };
  const sums = (operand: 'a' | 'b') => {
    const { width, chunks } = binary.sumsOf(shape, operand);
    return { data: new Float64Array(width * chunks).fill(Number.NaN) };
  };
  const fixed = {
    x: { data: numbers(seed, length.a, -2, 2) },
    base: { data: numbers(seed + 1, length.a, 0.5, 1.5) },
    z: { data: numbers(seed + 2, length.b, -2, 2) },
    divisor: { data: numbers(seed + 3, length.b).map((value) => value + 0.5 * (Math.sign(value) || 1)) },
    d_y: { data: numbers(seed + 4, length.y) },
    a_sums: sums('a'),
    b_sums: sums('b'),
  };
  const own = binaryOperations.flatMap((name) => [
    [`y ${name}`, { length: length.y }],
    [`d_a ${name}`, { length: length.a }],
    [`d_b ${name}`, { length: length.b }],
    [`parameter ${name}`, { data: numbers(seed + 5, length.b) }],
  ]);
  return { ...fixed, ...Object.fromEntries(own) };
}

/** Every operation forward, both gradients, and that of a right operand that is a parameter. */
const record =
  ({ a, b }: Operands, operations = binaryOperations as readonly BinaryOperation[], workgroup?: number) =>
  (recorder: Recorder, s: Record<string, Slice>) => {
    const shape = broadcast('test', a, b);
    for (const name of operations) {
      const [left, right] = operandsOf[name].split(' ').map((operand) => s[operand]!);
      const slices = { a: left!, b: right!, d_y: s['d_y']! };
      binary.forward(recorder, name, { ...slices, y: s[`y ${name}`]! }, shape, workgroup);
      for (const operand of ['a', 'b'] as const) {
        const buffers = { ...slices, d_operand: s[`d_${operand} ${name}`]!, sums: s[`${operand}_sums`]! };
        binary.dOperand(recorder, name, operand, buffers, shape, false, workgroup);
      }
      const buffers = { ...slices, d_operand: s[`parameter ${name}`]!, sums: s['b_sums']! };
      binary.dOperand(recorder, name, 'b', buffers, shape, true, workgroup);
    }
  };

const outputs = binaryOperations.flatMap((name) => ['y', 'd_a', 'd_b', 'parameter'].map((each) => `${each} ${name}`));

/** Axes around a quad and a workgroup; either operand lacks some of them, and maybe the first ones altogether. */
const operands: fc.Arbitrary<Operands> = fc
  .array(
    fc.record({
      size: fc.constantFrom(1, 2, 3, 4, 5, 7, 8),
      lacking: fc.constantFrom('none', 'none', 'a', 'b', 'b'),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .chain((axes) =>
    fc.integer({ min: 0, max: axes.length - 1 }).map((cut) => {
      const of = (operand: string) => axes.map(({ size, lacking }) => (lacking === operand ? 1 : size));
      const b = of('b');
      return { a: of('a'), b: b.slice(0, cut).every((size) => size === 1) ? b.slice(cut) : b };
    }),
  );

/**
 * WGSL's log2 is off by up to 2^-21 and its exp2 by 3 + 2|x| ulp, so a power of at most 3 is off by 2^-18 of itself; a sum of
 * `terms` of them, of up to 16 each, cancels.
 */
const tolerance = ({ a, b }: Operands) => {
  const count = broadcast('test', a, b).count;
  const terms = count / Math.min(elements(a), elements(b));
  return { relative: 2 ** -18, absolute: 2 ** -20 + (terms > 1 ? 2 ** -18 * Math.sqrt(terms) : 0) };
};

const longSums: readonly Operands[] = [
  { a: [131, 5], b: [5] },
  { a: [577], b: [1] },
  { a: [3, 71, 7], b: [3, 1, 7] },
];

describe('binary on the GPU', () => {
  it.each([
    { name: 'a broadcast of either', shapes: operands, numRuns: 8 },
    {
      name: 'equal shapes',
      shapes: fc.constantFrom({ a: [1], b: [1] }, { a: [63], b: [63] }, { a: [5, 13], b: [5, 13] }),
    },
    { name: 'a long sum', shapes: fc.constantFrom(...longSums) },
    { name: 'a vector on the left', shapes: fc.constantFrom({ a: [1], b: [67] }, { a: [5], b: [13, 5] }) },
  ])('equals the f64 twin over random shapes: $name', async ({ shapes, numRuns = 4 }) => {
    await fc.assert(
      fc.asyncProperty(shapes, seeds, async (shape, seed) => {
        const both = await runOnBoth(gpu, tensors(shape, seed), record(shape));
        for (const name of outputs) {
          expectClose(`${name} ${JSON.stringify(shape)}`, both.gpu[name]!, both.cpu[name]!, tolerance(shape));
        }
      }),
      { numRuns },
    );
  });

  it('is bit-equal in two runs', async () => {
    for (const shape of longSums) {
      const [first, again] = [
        await runOn(gpu, tensors(shape, 9), record(shape)),
        await runOn(gpu, tensors(shape, 9), record(shape)),
      ];
      for (const name of outputs) expectBitEqual(name, first[name]!, again[name]!);
    }
  });

  // The operations share their geometry: one of them stands for all.
  it.each<Operands>([...longSums, { a: [197], b: [197] }, { a: [7], b: [33, 7] }])(
    'does not depend on the workgroup size, $a and $b',
    async (shape) => {
      const run = (workgroup?: number) => runOn(gpu, tensors(shape, 7), record(shape, ['div'], workgroup));
      const [narrow, wide] = [await run(32), await run()];
      for (const name of outputs.filter((each) => each.endsWith('div'))) {
        expectClose(name, narrow[name]!, wide[name]!, tolerance(shape));
      }
    },
  );
});

describe('powers on the GPU', () => {
  it('of 0, of negative numbers and without bounds are those of the twin, and squares exact', async () => {
    const a = [0, 0, 0, -2, -2, -2, -1.5, -1.5, 3, 9, 9, -9, -3, 0.1, 1e-30, 1.1];
    const b = [2, 0, -1, 2, 3, 0.5, -1, -2, 1, 500, -500, 501, 2, 2, 0.5, 2];
    const shape = broadcast('test', [a.length], [b.length]);
    const length = a.length;
    const inputs = {
      a: { data: a },
      b: { data: b },
      d_y: { data: a.map(() => 1) },
      y: { length },
      d_a: { length },
      d_b: { length },
    };
    const both = await runOnBoth(gpu, inputs, (recorder, s) => {
      binary.forward(recorder, 'pow', s, shape);
      binary.dOperand(recorder, 'pow', 'a', { ...s, d_operand: s.d_a }, shape);
      binary.dOperand(recorder, 'pow', 'b', { ...s, d_operand: s.d_b }, shape);
    });
    for (const name of ['y', 'd_a', 'd_b'] as const) {
      // 2^126 is what exp2 makes of its largest argument, off by 3 + 2 · 126 ulp.
      expectClose(name, both.gpu[name], both.cpu[name], { relative: 256 * 2 ** -23, absolute: 0 });
    }
    const squares = b.flatMap((exponent, i) => (exponent === 2 ? [i] : []));
    expect(squares.map((i) => both.gpu.y[i])).toEqual(squares.map((i) => Math.fround(Math.fround(a[i]!) ** 2)));
  });
});

describe('binary', () => {
  it('takes the kernel that suits the shapes, and none for a gradient that is a copy', () => {
    const chosen = (a: Shape, b: Shape) => {
      const recorder = new Recorder({ features: new Set(), limits: defaultLimits, isFallbackAdapter: false });
      const shape = broadcast('test', a, b);
      const s = { a: tensor('a', elements(a)), b: tensor('b', elements(b)), y: tensor('y', shape.count) };
      binary.forward(recorder, 'add', s, shape);
      binary.dOperand(recorder, 'add', 'a', { ...s, d_y: s.y, d_operand: tensor('d_a', elements(a)) }, shape);
      return recorder.commands.map((command) => (command.type === 'dispatch' ? command.kernel.name : command.type));
    };
    expect(chosen([4, 3], [4, 3])).toEqual(['add.forward', 'copy']);
    expect(chosen([4, 3], [3])).toEqual(['binary.forward_repeated', 'copy']);
    expect(chosen([4, 5, 3], [4, 1, 3])).toEqual(['binary.forward_repeated', 'copy']);
    expect(chosen([4, 5, 3], [1, 5, 1])).toEqual(['binary.forward_strided', 'copy']);
    expect(chosen([3], [4, 3])).toEqual(['binary.forward_repeated', 'binary.d_sums']);
  });
});
