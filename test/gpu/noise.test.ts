import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomWords } from '../../src/cpu/noise.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import { defineKernel } from '../../src/gpu/kernel.js';
import { Recorder } from '../../src/gpu/recorder.js';
import { tensor } from '../../src/gpu/tensor.js';
import * as noise from '../../src/ops/noise.js';
import { runOn } from '../support/both.js';
import { openTestGpu } from '../support/gpu.js';
import { climb } from '../support/ladder.js';
import { numbers, sizes } from '../support/random.js';
import wordsCode from './noise.words.wgsl';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const words = defineKernel({ name: 'noise.words', code: wordsCode, params: {}, bindings: { words: 'read_write' } });

describe('noise on the GPU', () => {
  climb(() => gpu, {
    shapes: sizes(64),
    fixed: 197,
    tensors: (count, seed) => ({ x: { data: numbers(seed, count) }, y: { length: count } }),
    record: (count, workgroup) => (recorder, s) => {
      noise.forward(recorder, s, { count, sigma: 0.25, salt: 5, seed: 0xfedcba98, step: count }, workgroup);
    },
    outputs: ['y'],
    // WGSL bounds the error of cos by 2^-11; the radius is at most 5.8.
    tolerance: () => ({ relative: 0, absolute: 0.25 * 5.8 * 2 ** -11 }),
  });

  it('has the integer part of the twin, bit for bit', async () => {
    const count = 640;
    const got = await runOn(gpu, { words: { type: 'u32', length: 3 * count } }, (recorder, s) =>
      recorder.dispatch(words, { buffers: s, params: {}, workgroups: [count / 64, 1, 1] }),
    );
    const expected = Array.from({ length: count }, (_, i) => randomWords(i, Math.imul(i, 40503) >>> 0, 7)).flat();
    expect([...got.words]).toEqual(expected);
  });

  it('draws anew for every step, and the same for the same step', async () => {
    const [x, y] = [tensor('x', 64), tensor('y', 64)];
    gpu.allocate([x.buffer, y.buffer]);
    const recorder = new Recorder(gpu);
    const dispatch = noise.forward(recorder, { x, y }, { count: 64, sigma: 1, salt: 0, seed: 1, step: 0 });
    const program = await gpu.compile('noise', recorder.commands);
    const drawn = [];
    for (const step of [0, 1, 0]) {
      program.setParams(dispatch, { step });
      drawn.push(await program.runAndRead(y));
    }
    program.release();
    gpu.free([x.buffer, y.buffer]);
    expect(drawn[1]).not.toEqual(drawn[0]);
    expect(drawn[2]).toEqual(drawn[0]);
    const extremes = [...drawn[0]!, ...drawn[1]!].map(Math.abs);
    expect(Math.max(...extremes)).toBeLessThan(5.8);
  });
});
