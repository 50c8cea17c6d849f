import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultLimits } from '../../src/gpu/backend.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import { Recorder } from '../../src/gpu/recorder.js';
import { tensor } from '../../src/gpu/tensor.js';
import { elements } from '../../src/ops/node.js';
import * as strided from '../../src/ops/strided.js';
import { openTestGpu } from '../support/gpu.js';
import { climb } from '../support/ladder.js';
import { numbers } from '../support/random.js';
import { type Part, parts } from '../support/views.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const exactly = { relative: 0, absolute: 0 };

describe.each<{ name: string; fixed: Part }>([
  { name: 'by words', fixed: { words: 7 * 11 * 13, sizes: [13, 7, 11], strides: [1, 143, 13] } },
  { name: 'by quads', fixed: { words: 7 * 11 * 12, sizes: [11, 7, 8], strides: [12, 132, 1], first: 4 } },
])('strided on the GPU, $name', ({ fixed }) => {
  climb(() => gpu, {
    shapes: parts,
    fixed,
    numRuns: 12,
    tensors: ({ words, sizes }, seed) => ({
      whole: { data: numbers(seed, words) },
      part: { data: numbers(seed + 1, elements(sizes)) },
      gathered: { length: elements(sizes) },
      scattered: { data: numbers(seed + 2, words) },
    }),
    record:
      (view, workgroup) =>
      (recorder, { whole, part, gathered, scattered }) => {
        strided.gather(recorder, 'test', { x: whole, y: gathered }, view, workgroup);
        strided.scatter(recorder, 'test', { x: part, y: scattered }, view, workgroup);
      },
    outputs: ['gathered', 'scattered'],
    tolerance: () => exactly,
  });
});

describe('strided', () => {
  const kernelOf = (view: strided.View) => {
    const recorder = new Recorder({ features: new Set(), limits: defaultLimits, isFallbackAdapter: false });
    const [x, y] = [tensor('x', 4096), tensor('y', 4096)];
    strided.gather(recorder, 'node', { x, y }, view);
    const [dispatch] = recorder.commands;
    return dispatch?.type === 'dispatch' && [dispatch.kernel.name, dispatch.params['count'], dispatch.params['size7']];
  };

  it('moves quads where they stay together, and joins axes that lie together', () => {
    expect(kernelOf({ sizes: [2, 3, 8], strides: [24, 8, 1] })).toEqual(['strided.gather_quads', 12, 12]);
    expect(kernelOf({ sizes: [3, 2, 8], strides: [8, 24, 1] })).toEqual(['strided.gather_quads', 12, 2]);
    expect(kernelOf({ sizes: [2, 3, 8], strides: [24, 8, 1], first: 1 })).toEqual(['strided.gather', 48, 48]);
    expect(kernelOf({ sizes: [2, 8], strides: [9, 1] })).toEqual(['strided.gather', 16, 8]);
    expect(kernelOf({ sizes: [8, 4], strides: [1, 8] })).toEqual(['strided.gather', 32, 4]);
  });

  it('refuses more than eight axes apart, naming the node', () => {
    const sizes = Array<number>(9).fill(2);
    const strides = sizes.map((_, axis) => 2 ** axis);
    expect(() => kernelOf({ sizes, strides })).toThrow(
      expect.objectContaining({ code: 'limit-exceeded', message: expect.stringMatching(/^node: 9 axes/) }),
    );
  });
});
