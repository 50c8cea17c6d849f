import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type UnaryFunction, unaryFunctions } from '../../src/cpu/unary.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import type { Recorder } from '../../src/gpu/recorder.js';
import type { Slice } from '../../src/gpu/tensor.js';
import * as unary from '../../src/ops/unary.js';
import { runOn, runOnBoth } from '../support/both.js';
import { expectBitEqual, expectClose } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { numbers, seeds, sizes } from '../support/random.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const coefficients: Partial<Record<UnaryFunction, { alpha: number; beta: number }>> = {
  leakyRelu: { alpha: 0.125, beta: 0 },
  clip: { alpha: -1.5, beta: 2 },
  elu: { alpha: 1.5, beta: 1.25 },
  hardSigmoid: { alpha: 0.25, beta: 0.5 },
};

/** Numbers in [−4, 4] with kinks among them; 0.25 to 4.25 for what has a pole at 0. */
function inputOf(name: UnaryFunction, seed: number, count: number): Float64Array {
  const x = numbers(seed, count, -4, 4);
  if (['sqrt', 'log', 'reciprocal'].includes(name)) return x.map((value) => Math.abs(value) + 0.25);
  return x.map((value, i) => (i % 7 === 3 ? [0, -3, 3, -2, 2, -1.5][((i - 3) / 7) % 6]! : value));
}

/** Forward and backward of every function on inputs of its own, in one program. */
function everything(inputs: Record<UnaryFunction, Float64Array>, seed: number) {
  const names = unaryFunctions.map((name) => [name, inputs[name].length] as const);
  const tensors = Object.fromEntries(
    names.flatMap(([name, length]) => [
      [`x ${name}`, { data: inputs[name] }],
      [`d_y ${name}`, { data: numbers(seed, length) }],
      [`y ${name}`, { length }],
      [`d_x ${name}`, { length }],
    ]),
  );
  const record = (workgroup?: number) => (recorder: Recorder, s: Record<string, Slice>) => {
    for (const [name, count] of names) {
      const formula = { function: name, ...coefficients[name] };
      const [x, y, d_y, d_x] = ['x', 'y', 'd_y', 'd_x'].map((tensor) => s[`${tensor} ${name}`]!);
      unary.forward(recorder, { x: x!, y: y! }, count, formula, workgroup);
      const kept = unary.keepsOutput(name) ? y! : x!;
      unary.dInput(recorder, { d_y: d_y!, kept, d_x: d_x! }, count, formula, workgroup);
    }
  };
  return { tensors, record, outputs: names.flatMap(([name]) => [`y ${name}`, `d_x ${name}`]) };
}

const each = (inputOf: (name: UnaryFunction) => Float64Array) =>
  Object.fromEntries(unaryFunctions.map((name) => [name, inputOf(name)])) as Record<UnaryFunction, Float64Array>;

/** WGSL lets e^x be 3 + 2|x| ulp off, at |x| ≤ 4 at most 11 ulp, and log 2^-21; slopes multiply two such values. */
const tolerance = { relative: 24 * 2 ** -24, absolute: 8 * 2 ** -23 };

describe('unary on the GPU', () => {
  it('equals the f64 twin over random shapes, in every function', async () => {
    await fc.assert(
      fc.asyncProperty(sizes(64), seeds, async (count, seed) => {
        const inputs = each((name) => inputOf(name, seed, count));
        const { tensors, record, outputs } = everything(inputs, seed + 1);
        const both = await runOnBoth(gpu, tensors, record());
        for (const name of outputs) {
          expectClose(`${name} [${count}]`, both.gpu[name]!, both.cpu[name]!, tolerance);
        }
      }),
      { numRuns: 6 },
    );
  });

  it('stays finite and right where exponentials overflow, roots end and poles are', async () => {
    const far = [-100, 100, -88, 88, -20, 20, -9.5, 9.5, -4.5, 4.5, 0, -1e-3, 1e-3, -1e-20, 1e-20, -1e-12, 1e-12];
    const { tensors, record, outputs } = everything(
      each(() => Float64Array.from(far)),
      5,
    );
    const both = await runOnBoth(gpu, tensors, record());
    for (const name of outputs) {
      expect([...both.gpu[name]!].every(Number.isFinite), `${name}: ${both.gpu[name]}`).toBe(true);
      // e^88 with an error of 3 + 2 · 88 ulp; x · Φ(x) of a 100 whose Φ is exact.
      const relative = (name.endsWith(' exp') ? 3 + 2 * 88 : 24) * 2 ** -24;
      expectClose(name, both.gpu[name]!, both.cpu[name]!, { relative, absolute: tolerance.absolute });
    }
  });

  it('is bit-equal in two runs', async () => {
    const { tensors, record, outputs } = everything(
      each((name) => inputOf(name, 7, 197)),
      8,
    );
    const [a, b] = [await runOn(gpu, tensors, record()), await runOn(gpu, tensors, record())];
    for (const name of outputs) expectBitEqual(name, a[name]!, b[name]!);
  });

  // The functions share their geometry: one of them stands for all.
  it('does not depend on the workgroup size', async () => {
    const count = 197;
    const tensors = { x: { data: numbers(1, count) }, d_y: { data: numbers(2, count) }, y: { length: count } };
    const record = (workgroup: number) => (recorder: Recorder, s: Record<'x' | 'd_y' | 'y' | 'd_x', Slice>) => {
      unary.forward(recorder, s, count, { function: 'mish' }, workgroup);
      unary.dInput(recorder, { ...s, kept: s.x }, count, { function: 'mish' }, workgroup);
    };
    const [narrow, wide] = await Promise.all(
      [32, 128].map((workgroup) => runOn(gpu, { ...tensors, d_x: { length: count } }, record(workgroup))),
    );
    for (const name of ['y', 'd_x'] as const) expectClose(name, narrow![name], wide![name], tolerance);
  });
});
