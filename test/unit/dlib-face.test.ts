import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openBackbone } from '../../src/backbone/backbone.js';
import { openSession } from '../../src/backbone/session.js';
import { tensorShape, toTensor } from '../../src/image/tensor.js';
import { GraphWriter } from '../../src/node/dlib/graph-writer.js';
import { readTfjsWeights } from '../../src/node/dlib/tfjs-weights.js';
import type { StoredModels } from '../../src/node/models.js';
import { inspectModel } from '../../src/onnx/inspect.js';
import golden from '../golden/dlib-face.json' with { type: 'json' };
import { cleanModels } from '../support/models.js';

const refusal = (code: string, message: RegExp = /./) =>
  expect.objectContaining({ name: 'KinfoldError', code, message: expect.stringMatching(message) });

describe('readTfjsWeights', () => {
  const manifest = (...weights: object[]) => new TextEncoder().encode(JSON.stringify([{ paths: ['a.bin'], weights }]));
  const quantization = { dtype: 'uint8', scale: 0.5, min: -1 };
  const bytes = { name: 'bytes', shape: [3], dtype: 'float32', quantization };
  const floats = { name: 'floats', shape: [1, 2], dtype: 'float32' };
  // Three bytes first, so that the floats do not begin at a multiple of four.
  const binary = Buffer.from([0, 2, 255, ...new Uint8Array(Float32Array.of(1.5, -2).buffer)]);

  test('bytes stand for byte · scale + min; floats may begin anywhere', () => {
    const tensors = readTfjsWeights(manifest(bytes, floats), binary);
    expect(Object.fromEntries(tensors)).toEqual({
      bytes: { shape: [3], values: Float32Array.of(-1, 0, 126.5) },
      floats: { shape: [1, 2], values: Float32Array.of(1.5, -2) },
    });
  });
  test.each([
    ['too short', [bytes, floats], binary.subarray(0, 10), /ends inside floats/],
    ['too long', [bytes], binary, /has 11 bytes, expected 3/],
    ['integers', [{ ...floats, dtype: 'int32' }], binary, /floats is int32/],
    ['16 bits', [{ ...bytes, quantization: { ...quantization, dtype: 'uint16' } }], binary, /bytes is uint16/],
  ])('refuses: %s', (_, weights, file, message) => {
    expect(() => readTfjsWeights(manifest(...weights), file)).toThrow(refusal('checksum-mismatch', message));
  });
});

test('a convolution takes the scale behind it into its weights, by hand', () => {
  const graph = new GraphWriter(
    new Map([
      // [height 1, width 2, inputs 1, outputs 2]: 1, 3 of the first output, 2, 4 of the second.
      ['a/conv/filters', { shape: [1, 2, 1, 2], values: Float32Array.of(1, 2, 3, 4) }],
      ['a/conv/bias', { shape: [2], values: Float32Array.of(1, 2) }],
      ['a/scale/weights', { shape: [2], values: Float32Array.of(10, 100) }],
      ['a/scale/biases', { shape: [2], values: Float32Array.of(5, 6) }],
    ]),
  );
  expect(graph.convolution('x', 'a', { stride: 2, padding: 1 })).toBe('a');
  const [weight, bias] = graph.initialisers.map(({ dims, data }) => ({
    dims,
    values: [...new Float32Array(data.buffer)],
  }));
  expect(weight).toEqual({ dims: [2, 1, 1, 2], values: [10, 30, 200, 400] });
  expect(bias).toEqual({ dims: [2], values: [15, 206] });
});

describe("dlib's face network, written as ONNX", () => {
  let backbone: StoredModels['backbone'];
  let file: Uint8Array;

  beforeAll(async () => {
    ({ backbone } = await cleanModels());
    file = readFileSync(join(backbone.path, '..', backbone.card.source));
  });

  const SIDE = 150;
  /** The patterns of test/golden/dlib-face.mjs. */
  const patterns = {
    noise: (x: number, y: number, c: number) => ((3 * (SIDE * y + x) + c) * 7919) % 256,
    rings: (x: number, y: number, c: number) => Math.floor(((x - 75) ** 2 + (y - 75) ** 2) / (16 * (c + 2))) % 256,
  };
  const picture = (pattern: (x: number, y: number, c: number) => number) => ({
    width: SIDE,
    height: SIDE,
    data: Uint8Array.from({ length: SIDE * SIDE * 4 }, (_, at) => {
      const pixel = Math.floor(at / 4);
      return at % 4 === 3 ? 255 : pattern(pixel % SIDE, Math.floor(pixel / SIDE), at % 4);
    }),
  });

  test('has 5.6 million weights, none of them subnormal', () => {
    const { opset, operators, parameters, subnormals, inputs } = inspectModel(file);
    expect({ opset, operators, parameters, subnormals, input: inputs[0]!.shape }).toEqual({
      opset: 17,
      operators: {
        Add: 14,
        AveragePool: 4,
        Conv: 29,
        Flatten: 1,
        Gemm: 1,
        GlobalAveragePool: 1,
        MaxPool: 1,
        Pad: 5,
        Relu: 29,
      },
      parameters: 5_607_488,
      subnormals: 0,
      input: ['batch', 3, SIDE, SIDE],
    });
  });

  test.each(['noise', 'rings'] as const)('computes what face-api does: %s', async (name) => {
    const opened = await openBackbone(backbone.card, file);
    const features = await opened.features(picture(patterns[name]));
    for (const [index, value] of golden[name].entries()) expect(features[index]).toBeCloseTo(value, 5);
    await opened.release();
  });

  test('takes several pictures at once', async () => {
    const { input } = backbone.card;
    const both = [patterns.noise, patterns.rings].flatMap((pattern) => [...toTensor(picture(pattern), input)]);
    const session = await openSession(file);
    const { embedding } = await session.run(Float32Array.from(both), [2, ...tensorShape(input).slice(1)]);
    for (const [index, value] of [...golden.noise, ...golden.rings].entries()) {
      expect(embedding![index]).toBeCloseTo(value, 5);
    }
    await session.release();
  });
});
