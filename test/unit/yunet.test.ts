import { describe, expect, test } from 'vitest';
import { detectFaces } from '../../src/face/detect.js';
import { createFaceFinder } from '../../src/face/faces.js';
import type { FaceNetwork } from '../../src/face/network.js';
import { decodeYuNet } from '../../src/face/yunet.js';
import type { Pixels } from '../../src/image/picture.js';

const refusal = (code: string, message: RegExp = /./) =>
  expect.objectContaining({ name: 'KinfoldError', code, message: expect.stringMatching(message) });
const blank = (width: number, height: number): Pixels => ({ width, height, data: new Uint8Array(width * height * 4) });

interface Cell {
  readonly stride: 8 | 16 | 32;
  readonly column: number;
  readonly row: number;
  readonly cls: number;
  readonly obj: number;
  readonly bbox: readonly number[];
  readonly kps: readonly number[];
}

const INPUT = { width: 128, height: 64 };

/** The twelve outputs of a network with an input of 128×64 that is sure of nothing but these cells. */
function outputs(...cells: readonly Cell[]): Record<string, Float32Array> {
  const all: Record<string, Float32Array> = {};
  for (const stride of [8, 16, 32]) {
    const count = (INPUT.width * INPUT.height) / stride ** 2;
    for (const [name, width] of Object.entries({ cls: 1, obj: 1, bbox: 4, kps: 10 }))
      all[`${name}_${stride}`] = new Float32Array(count * width);
  }
  for (const { stride, column, row, cls, obj, bbox, kps } of cells) {
    const at = (row * INPUT.width) / stride + column;
    all[`cls_${stride}`]![at] = cls;
    all[`obj_${stride}`]![at] = obj;
    all[`bbox_${stride}`]!.set(bbox, 4 * at);
    all[`kps_${stride}`]!.set(kps, 10 * at);
  }
  return all;
}

const detectorOf = (...cells: readonly Cell[]): FaceNetwork => ({
  card: { decoder: 'yunet', input: INPUT },
  run: async () => outputs(...cells),
});

/** Two strides wide and one high, half a stride right of and below its cell; eyes, nose and corners of the mouth about it. */
const SHAPE = {
  bbox: [0.5, 0.5, Math.log(2), 0],
  kps: [0.25, 0.25, 0.75, 0.25, 0.5, 0.5, 0.25, 0.75, 0.75, 0.75],
} as const;
const sure = { stride: 32, column: 2, row: 1, cls: 0.5, obj: 0.98, ...SHAPE } as const;

describe('decodeYuNet', () => {
  test('offsets count from the corner of a cell, in strides; the score is the geometric mean', () => {
    // Column 2, row 1 of the coarse grid: (80, 48) of 128×64, or (160, 96) of a picture twice as large.
    const [found, ...others] = decodeYuNet(outputs(sure), { width: 256, height: 128 }, INPUT, 0.5);
    expect(others).toEqual([]);
    expect(found!.score).toBeCloseTo(0.7, 6);
    expect(found!.box).toEqual({
      x: expect.closeTo(160 - 64, 4),
      y: 96 - 32,
      width: expect.closeTo(128, 4),
      height: 64,
    });
    expect(found!.points).toEqual([
      { x: 144 - 0.5, y: 80 - 0.5 },
      { x: 176 - 0.5, y: 80 - 0.5 },
      { x: 160 - 0.5, y: 96 - 0.5 },
      { x: 144 - 0.5, y: 112 - 0.5 },
      { x: 176 - 0.5, y: 112 - 0.5 },
    ]);
  });
  test('every grid is read', () => {
    const cells = ([8, 16, 32] as const).map((stride) => ({ ...sure, stride, column: 3, row: 1 }));
    const found = decodeYuNet(outputs(...cells), INPUT, INPUT, 0.5);
    expect(found.map(({ box }) => [box.x, box.y, box.height])).toEqual([
      [expect.closeTo(20, 4), 8, 8],
      [expect.closeTo(40, 4), 16, 16],
      [expect.closeTo(80, 4), 32, 32],
    ]);
  });
  test('drops what is doubtful or no number', () => {
    const none = outputs(
      { ...sure, column: 0, cls: 0.25, obj: 0.98 },
      { ...sure, column: 1, cls: Number.NaN },
      { ...sure, column: 2, bbox: [0.5, Number.NaN, 0, 0] },
      { ...sure, column: 3, bbox: [0.5, 0.5, 800, 0] },
      { ...sure, row: 0, kps: [...SHAPE.kps.slice(0, 9), Number.NaN] },
    );
    expect(decodeYuNet(none, INPUT, INPUT, 0.5)).toEqual([]);
  });
  test('outputs of another network are refused', () => {
    const { obj_16: _, ...incomplete } = outputs(sure);
    expect(() => decodeYuNet(incomplete, INPUT, INPUT, 0.5)).toThrow(
      refusal('shape-mismatch', /got no numbers of obj_16, expected 32/),
    );
    expect(() => decodeYuNet(outputs(sure), INPUT, { width: 128, height: 128 }, 0.5)).toThrow(
      refusal('shape-mismatch', /128 numbers of cls_8, expected 256/),
    );
  });
});

describe('a YuNet detector', () => {
  test('the picture is padded to the shape of the input, and boxes and points come back in the picture', async () => {
    // 64×64 lies 32 from the left in 128×64. The neighbouring cell sees the same face, less surely.
    const neighbour = { ...sure, column: 3, cls: 0.4, bbox: [-0.4, 0.5, Math.log(2), 0] };
    const [face, ...others] = await detectFaces(detectorOf(neighbour, sure), blank(64, 64));
    expect(others).toEqual([]);
    expect(face!.box).toEqual({ x: expect.closeTo(80 - 32 - 32, 4), y: 32, width: expect.closeTo(64, 4), height: 32 });
    expect(face!.points![2]).toEqual({ x: 47.5, y: 47.5 });
  });
  test('needs no network of landmarks', async () => {
    const [face] = await createFaceFinder({ detector: detectorOf(sure) }).find(blank(128, 64));
    expect(face!.landmarks).toHaveLength(5);
    expect(face!.points68).toBeNull();
  });
});
