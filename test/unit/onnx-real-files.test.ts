import { describe, expect, test } from 'vitest';
import { checkOnnx } from '../../src/onnx/check.js';
import { freeBatch } from '../../src/onnx/free-batch.js';
import { type OnnxModel, readOnnx } from '../../src/onnx/read.js';
import { simplifyModel } from '../../src/onnx/simplify.js';
import { splitModel } from '../../src/onnx/split.js';
import { splitPoints } from '../../src/onnx/split-points.js';
import { expectClose, type Tolerance } from '../support/compare.js';
import { onnxFiles } from '../support/onnx-files.js';
import { runOnnx } from '../support/ort.js';
import { numbers } from '../support/random.js';
import { refusal } from '../support/refusal.js';

/** A batch normalisation that is folded into weights rounds otherwise; nothing else changes a bit. */
const ROUNDING = { relative: 1e-6, absolute: 1e-6 };
const EXACT = { relative: 0, absolute: 0 };

/** Free sides that are no batch: the pictures' height and width of the one file that has them. */
const FREE_SIDE = 64;

const rowOf = ({ graph }: OnnxModel) =>
  graph.inputs[0]!.shape!.slice(1).map((side) => (typeof side === 'number' ? side : FREE_SIDE));
const picture = (model: OnnxModel, rows: number) =>
  Float32Array.from(numbers(7, rows * rowOf(model).reduce((product, side) => product * side, 1)));
const run = (model: OnnxModel, input: Float32Array, rows: number) => runOnnx(model, input, [rows, ...rowOf(model)]);

function expectSame(
  got: Record<string, Float32Array>,
  expected: Record<string, Float32Array>,
  tolerance: Tolerance,
): void {
  expect(Object.keys(got)).toEqual(Object.keys(expected));
  for (const [name, values] of Object.entries(expected)) expectClose(name, got[name]!, values, tolerance);
}

const files = await onnxFiles();

test.each(files.filter(({ isBaked }) => isBaked))('$name: a batch that is baked in is refused by name', ({ bytes }) => {
  expect(() => freeBatch(readOnnx(bytes))).toThrow(refusal('onnx-unsupported', /node ".+" \(Concat\)/));
});

describe.each(files.filter(({ isBaked }) => !isBaked))('$name', ({ bytes }) => {
  const model = readOnnx(bytes);
  const simple = simplifyModel(model);
  const free = freeBatch(simple);
  const input = picture(model, 1);
  const whole = run(model, input, 1);

  test('simplified it computes the same, and simplifying again changes nothing', async () => {
    checkOnnx(simple, 'test');
    expect(simple.graph.nodes.filter(({ op }) => /^(Constant|Identity|Dropout|Shape|Gather)$/.test(op))).toEqual([]);
    expect(simplifyModel(simple).graph.nodes).toEqual(simple.graph.nodes);
    expectSame(await run(simple, input, 1), await whole, ROUNDING);
  });

  test('with its batch freed it computes each row as alone, in batches of 1, 3 and 8', async () => {
    expect(free.graph.inputs[0]!.shape![0]).toBeTypeOf('string');
    const rows = picture(model, 8);
    const all = await run(free, rows, 8);
    const size = rows.length / 8;
    for (const [first, count] of [
      [0, 1],
      [5, 3],
    ] as const) {
      const some = await run(free, rows.subarray(first * size, (first + count) * size), count);
      for (const [name, values] of Object.entries(all)) {
        const width = values.length / 8;
        expectClose(name, some[name]!, values.subarray(first * width, (first + count) * width), EXACT);
      }
    }
    expectSame(await run(free, input, 1), await whole, ROUNDING);
  });

  test('freed without being simplified it computes the same', async () => {
    expectSame(await run(freeBatch(model), input, 1), await whole, EXACT);
  });

  test('cut at the first, the middle and the last of its split points it computes the same', async () => {
    const points = splitPoints(free);
    expect(points.length).toBeGreaterThan(2);
    const chosen = [points[0]!, points[Math.floor(points.length / 2)]!, points.at(-1)!];
    for (const { tensor, shape } of chosen) {
      const { front, back } = splitModel(free, tensor);
      const middle = (await run(front, input, 1))[tensor]!;
      const sides = shape.map((side) => (typeof side === 'number' ? side : Math.sqrt(middle.length / channels(shape))));
      expectSame(await runOnnx(back, middle, [1, ...sides]), await whole, ROUNDING);
    }
  });
});

/** Numbers of a row that are known, together. */
const channels = (shape: readonly (number | string)[]) =>
  shape.reduce<number>((product, side) => (typeof side === 'number' ? product * side : product), 1);
