import { describe, expect, test } from 'vitest';
import { overlap, suppress } from '../../src/face/boxes.js';
import { detectFaces } from '../../src/face/detect.js';
import { decodeUltraFace } from '../../src/face/ultraface.js';

const refusal = (message: RegExp = /./) =>
  expect.objectContaining({ name: 'KinfoldError', code: 'shape-mismatch', message: expect.stringMatching(message) });

const blank = { width: 4, height: 4, data: new Uint8Array(64) };

describe('boxes', () => {
  const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

  test('overlap by hand', () => {
    expect(overlap(box(0, 0, 2, 2), box(1, 1, 2, 2))).toBeCloseTo(1 / 7, 12);
    expect(overlap(box(0, 0, 2, 2), box(0, 0, 2, 2))).toBe(1);
    expect(overlap(box(0, 0, 2, 2), box(2, 0, 2, 2))).toBe(0);
  });
  test('suppress keeps the most confident of a heap and everything apart from it', () => {
    const a = { box: box(0, 0, 10, 10), score: 0.8 };
    const b = { box: box(1, 0, 10, 10), score: 0.9 };
    const c = { box: box(30, 0, 10, 10), score: 0.7 };
    // Overlaps a but not b: b has dropped a, so d stays.
    const d = { box: box(-6, 0, 10, 10), score: 0.75 };
    expect(suppress([a, b, c, d], 0.3)).toEqual([b, d, c]);
    expect(suppress([a, { ...a }], 0.3)).toEqual([a]);
    expect(suppress([], 0.3)).toEqual([]);
  });
  test('decodeUltraFace scales to the picture and drops what is doubtful or empty', () => {
    const scores = Float32Array.of(0.1, 0.9, 0.5, 0.5, 0, 1, Number.NaN, Number.NaN);
    const boxes = Float32Array.of(0.25, 0.5, 0.5, 1, 0, 0, 1, 1, 0.5, 0.5, 0.5, 0.5, 0, 0, 1, 1);
    const found = decodeUltraFace({ scores, boxes }, { width: 200, height: 100 }, 0.7);
    expect(found).toEqual([{ box: box(50, 50, 50, 50), score: Math.fround(0.9) }]);
  });
  test('outputs of another network are refused', async () => {
    const network = { run: async () => ({ output: new Float32Array(7) }) };
    await expect(detectFaces(network, blank)).rejects.toEqual(refusal(/UltraFace/));
    expect(() =>
      decodeUltraFace({ scores: new Float32Array(4), boxes: new Float32Array(4) }, { width: 1, height: 1 }, 0.5),
    ).toThrow(refusal());
  });
});
