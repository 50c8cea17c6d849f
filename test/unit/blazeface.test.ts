import { describe, expect, test } from 'vitest';
import { ARCFACE, alignFace, alignmentOf } from '../../src/face/align.js';
import { decodeBlazeFace } from '../../src/face/blazeface.js';
import { blend } from '../../src/face/boxes.js';
import { detectFaces } from '../../src/face/detect.js';
import { createFaceFinder } from '../../src/face/faces.js';
import type { FaceNetwork } from '../../src/face/network.js';
import type { Pixels } from '../../src/image/picture.js';

const refusal = (code: string, message: RegExp = /./) =>
  expect.objectContaining({ name: 'KinfoldError', code, message: expect.stringMatching(message) });
const blank = (width: number, height: number): Pixels => ({ width, height, data: new Uint8Array(width * height * 4) });

interface Anchor {
  readonly grid: 16 | 8;
  readonly index: number;
  readonly logit: number;
  readonly numbers: readonly number[];
}

/** The four outputs of a network that is sure of nothing but these anchors. */
function outputs(...anchors: readonly Anchor[]): Record<string, Float32Array> {
  const all = {
    numbers8: new Float32Array(6144),
    logits16: new Float32Array(512).fill(-100),
    logits8: new Float32Array(384).fill(-100),
    numbers16: new Float32Array(8192),
  };
  for (const { grid, index, logit, numbers } of anchors) {
    all[`logits${grid}`][index] = logit;
    all[`numbers${grid}`].set(numbers, 16 * index);
  }
  return all;
}

/** Box and eyes, nose, mouth, ears of a face, as offsets in pixels of the input. */
const FACE = [0, 0, 64, 64, -16, -8, 16, -8, 0, 4, 0, 16, -30, 0, 30, 0];

const detectorOf = (...anchors: readonly Anchor[]): FaceNetwork => ({
  card: { decoder: 'blazeface', input: { width: 256, height: 256 } },
  run: async () => outputs(...anchors),
});

describe('decodeBlazeFace', () => {
  test('offsets count from the middle of a cell: two anchors a cell in the fine grid, six in the coarse one', () => {
    // Anchor 2·(16·3 + 5) + 1 sits in row 3, column 5: (5.5, 3.5) / 16 of the picture. 6·(8·2 + 7) in row 2, column 7.
    const found = decodeBlazeFace(
      outputs(
        { grid: 16, index: 107, logit: 0, numbers: [16, 0, 32, 64, ...FACE.slice(4)] },
        { grid: 8, index: 138, logit: Math.log(3), numbers: FACE },
      ),
      { width: 512, height: 512 },
      256,
      0.5,
    );
    expect(found).toEqual([
      {
        // Centre (5.5 / 16 + 16 / 256, 3.5 / 16) of 512, 64 × 128 pixels.
        box: { x: 208 - 32, y: 112 - 64, width: 64, height: 128 },
        score: 0.5,
        points: [
          { x: 176 - 32 - 0.5, y: 112 - 16 - 0.5 },
          { x: 176 + 32 - 0.5, y: 112 - 16 - 0.5 },
          { x: 176 - 0.5, y: 112 + 8 - 0.5 },
          { x: 176 - 0.5, y: 112 + 32 - 0.5 },
        ],
      },
      expect.objectContaining({
        box: { x: 480 - 64, y: 160 - 64, width: 128, height: 128 },
        score: expect.closeTo(0.75, 6),
      }),
    ]);
  });
  test('drops what is doubtful, empty or no number', () => {
    const none = outputs(
      { grid: 16, index: 0, logit: -0.01, numbers: FACE },
      { grid: 16, index: 1, logit: 9, numbers: [0, 0, 0, 64] },
      { grid: 8, index: 0, logit: Number.NaN, numbers: FACE },
      { grid: 8, index: 1, logit: 9, numbers: [0, 0, Number.NaN, 64] },
    );
    expect(decodeBlazeFace(none, { width: 10, height: 10 }, 256, 0.5)).toEqual([]);
  });
  test('outputs of another network are refused', () => {
    expect(() => decodeBlazeFace({ boxes: new Float32Array(7) }, { width: 1, height: 1 }, 256, 0.5)).toThrow(
      refusal('shape-mismatch', /got outputs of 7 numbers, expected 512/),
    );
  });
});

test('blend: one face is the mean of its boxes and points, weighted by score; another one stays apart', () => {
  const at = (x: number, score: number) => ({ box: { x, y: 0, width: 10, height: 10 }, score, points: [{ x, y: 1 }] });
  expect(blend([at(2, 0.25), at(0, 0.75), at(50, 0.5)], 0.3)).toEqual([at(0.5, 0.75), at(50, 0.5)]);
});

describe('a detector that finds points itself', () => {
  const sure = { grid: 8, index: 6 * (8 * 4 + 4), logit: 5, numbers: FACE } as const;

  test('the picture is padded to a square, and boxes and points come back in the picture', async () => {
    // Anchor (4.5, 4.5) / 8 of 256 is 144; the picture of 256×128 lies 64 below the top of the square.
    const [found] = await detectFaces(detectorOf(sure), blank(256, 128));
    expect(found!.box).toEqual({ x: 112, y: 48, width: 64, height: 64 });
    expect(found!.points![2]).toEqual({ x: 143.5, y: 83.5 });
  });
  test('half of all confidence is enough, and no more', async () => {
    expect(await detectFaces(detectorOf({ ...sure, logit: 0.01 }), blank(256, 256))).toHaveLength(1);
    expect(await detectFaces(detectorOf({ ...sure, logit: -0.01 }), blank(256, 256))).toHaveLength(0);
  });
  test('needs no network of landmarks; a detector of boxes does', async () => {
    const [face] = await createFaceFinder({ detector: detectorOf(sure) }).find(blank(256, 256));
    expect(face!.landmarks).toHaveLength(4);
    expect(() => createFaceFinder({ detector: { run: async () => ({}) } })).toThrow(
      refusal('argument-invalid', /add a network of landmarks/),
    );
  });
  test('four points are aligned to the template of the card, the mouth to the middle of its corners', async () => {
    const template = ARCFACE.template.map(({ x, y }) => ({ x: x + 20, y: y + 10 }));
    const alignment = alignmentOf({ template, input: { width: 150, height: 160 } });
    const [left, right, nose, from, to] = template;
    const mouth = { x: (from!.x + to!.x) / 2, y: (from!.y + to!.y) / 2 };
    const pixels = blank(150, 160);
    pixels.data.set([200, 100, 50], 4 * (150 * 80 + 75));
    // The points lie where the template wants them, so the crop is the picture.
    const crop = alignFace(pixels, [left!, right!, nose!, mouth], alignment);
    expect([crop.width, crop.height]).toEqual([150, 160]);
    const at = 4 * (150 * 80 + 75);
    for (const [channel, value] of [200, 100, 50].entries()) expect(crop.data[at + channel]).toBeCloseTo(value, -0.5);
    expect(alignmentOf({ input: { width: 160, height: 160 } })).toBe(ARCFACE);
    expect(() => alignFace(pixels, [left!, right!], alignment)).toThrow(refusal('argument-invalid', /got 2 points/));
  });
});
