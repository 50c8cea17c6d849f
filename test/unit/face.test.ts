import { describe, expect, test } from 'vitest';
import { ARCFACE, alignFace } from '../../src/face/align.js';
import { detectFaces } from '../../src/face/detect.js';
import { createFaceFinder } from '../../src/face/faces.js';
import { findLandmarks, fivePoints } from '../../src/face/landmarks.js';
import type { FaceNetwork } from '../../src/face/network.js';
import type { Pixels } from '../../src/image/picture.js';

const refusal = (code: string, message: RegExp = /./) =>
  expect.objectContaining({ name: 'KinfoldError', code, message: expect.stringMatching(message) });

const blank = (width: number, height: number): Pixels => ({ width, height, data: new Uint8Array(width * height * 4) });

/** A detector that always answers the same: rows of score, x0, y0, x1, y1. */
const detectorOf = (...rows: readonly (readonly number[])[]): FaceNetwork => ({
  run: async () => ({
    scores: Float32Array.from(rows.flatMap(([score]) => [1 - score!, score!])),
    boxes: Float32Array.from(rows.flatMap((row) => row.slice(1))),
  }),
});

/** The 68 points that make `five` of them: every point of a group at its place. */
function sixtyEight(five: readonly (readonly [number, number])[]): Float32Array {
  const points = new Float32Array(136);
  const groups = [[37, 38, 40, 41], [43, 44, 46, 47], [30], [48, 60], [54, 64]];
  for (const [index, group] of groups.entries()) for (const point of group) points.set(five[index]!, 2 * point);
  return points;
}

/** The points of a face with level eyes, in 0..1 of its square. */
const LEVEL = [
  [0.3, 0.35],
  [0.7, 0.35],
  [0.5, 0.55],
  [0.35, 0.75],
  [0.65, 0.75],
] as const;

describe('landmarks', () => {
  test('fivePoints takes the means of their groups', () => {
    const points = Array.from({ length: 68 }, () => ({ x: 0, y: 0 }));
    points[37] = { x: 1, y: 2 };
    points[41] = { x: 3, y: 6 };
    points[30] = { x: 0.5, y: 0.25 };
    points[64] = { x: 4, y: 8 };
    expect(fivePoints(points)).toEqual([
      { x: 1, y: 2 },
      { x: 0, y: 0 },
      { x: 0.5, y: 0.25 },
      { x: 0, y: 0 },
      { x: 2, y: 4 },
    ]);
  });
  test('a network of other points is refused', async () => {
    const network: FaceNetwork = { run: async () => ({ output: new Float32Array(10) }) };
    await expect(findLandmarks(network, blank(8, 8), { x: 0, y: 0, width: 8, height: 8 })).rejects.toEqual(
      refusal('shape-mismatch', /10 numbers but expected 136/),
    );
  });
  test('the network sees the square about the box, and its points come back in the picture', async () => {
    // A white square of 16 pixels; the box is narrower than high, so the network sees 16×16 about its centre.
    const pixels = blank(60, 40);
    for (let y = 10; y < 26; y++)
      for (let x = 20; x < 36; x++) pixels.data.fill(255, 4 * (y * 60 + x), 4 * (y * 60 + x) + 4);
    const seen: Pixels[] = [];
    const network: FaceNetwork = {
      run: async (crop) => {
        seen.push(crop);
        return { output: sixtyEight(LEVEL) };
      },
    };
    const { five, points68 } = await findLandmarks(network, pixels, { x: 24, y: 10, width: 8, height: 16 });
    // Level eyes: the second look is the first. Within the outer pixels of the square all is white.
    expect(seen[1]).toEqual(seen[0]);
    for (let y = 3; y < 61; y++) for (let x = 3; x < 61; x++) expect(seen[0]!.data[4 * (64 * y + x)]).toBe(255);
    expect(seen[0]!.data[4 * 64 * 32]).toBeLessThan(255);
    // The middle of the pixels 20 to 35 is 27.5; the nose is 0.05 · 16 below the middle of the rows 10 to 25.
    expect(five[2]!.x).toBeCloseTo(27.5, 5);
    expect(five[2]!.y).toBeCloseTo(17.5 + 0.8, 5);
    expect(points68).toHaveLength(68);
    expect(points68[30]).toEqual(five[2]);
  });
  test('a tilted head is looked at again, upright', async () => {
    // A row of white pixels through the centre at 45°: level in the second crop.
    const pixels = blank(64, 64);
    for (let step = 0; step < 64; step++) pixels.data[4 * (64 * step + step)] = 255;
    const tilted = [
      [0.3, 0.3],
      [0.7, 0.7],
      [0.5, 0.5],
      [0.2, 0.5],
      [0.5, 0.8],
    ] as const;
    const seen: Pixels[] = [];
    const network: FaceNetwork = {
      run: async (crop) => ({ output: sixtyEight(seen.push(crop) === 1 ? tilted : LEVEL) }),
    };
    const { five } = await findLandmarks(network, pixels, { x: 0, y: 0, width: 64, height: 64 });
    const row = (y: number) => Array.from({ length: 48 }, (_, x) => seen[1]!.data[4 * (64 * y + x + 8)]!);
    expect(Math.min(...row(31), ...row(32))).toBeGreaterThan(60);
    expect(Math.max(...row(24), ...row(40))).toBe(0);
    // The nose, 0.05 · 64 below the centre of the crop, lies below and to the left of the centre of the picture.
    expect(five[2]!.x).toBeCloseTo(31.5 - 3.2 * Math.SQRT1_2, 4);
    expect(five[2]!.y).toBeCloseTo(31.5 + 3.2 * Math.SQRT1_2, 4);
  });
  test('alignFace brings the points to the template', () => {
    // A white dot on each point of a face that is the template at twice the size, moved by (7, 5).
    const landmarks = ARCFACE.template.map(({ x, y }) => ({ x: 2 * x + 7, y: 2 * y + 5 }));
    const pixels = blank(260, 260);
    for (const { x, y } of landmarks) {
      for (let dy = -2; dy <= 2; dy++) {
        for (let dx = -2; dx <= 2; dx++) pixels.data[4 * ((Math.round(y) + dy) * 260 + Math.round(x) + dx)] = 255;
      }
    }
    const { width, height, data } = alignFace(pixels, landmarks);
    expect([width, height]).toEqual([112, 112]);
    for (const { x, y } of ARCFACE.template)
      expect(data[4 * (Math.round(y) * 112 + Math.round(x))]).toBeGreaterThan(200);
  });
});

describe('createFaceFinder', () => {
  const landmarks: FaceNetwork = { run: async () => ({ output: sixtyEight(LEVEL) }) };
  const small = [0.99, 0.7, 0.1, 0.8, 0.3];
  const large = [0.8, 0.1, 0.1, 0.5, 0.9];

  test('finds every face, the most confident first, with its points', async () => {
    const finder = createFaceFinder({ detector: detectorOf(large, small), landmarks });
    const faces = await finder.find(blank(60, 90));
    expect(faces.map(({ score }) => score)).toEqual([Math.fround(0.99), Math.fround(0.8)]);
    // The network saw 120×90, the picture in its middle 30 from the left: the large one is 12..60 × 9..81 there.
    const { x, y, width, height } = faces[1]!.box;
    for (const [got, expected] of [
      [x, -18],
      [y, 9],
      [width, 48],
      [height, 72],
    ] as const)
      expect(got).toBeCloseTo(expected, 4);
    // Its square is 72 about (6, 45), so the nose is at half of −30..42.
    expect(faces[1]!.landmarks[2]!.x).toBeCloseTo(6 - 0.5, 4);
    expect(faces[1]!.landmarks[2]!.y).toBeCloseTo(9 + 0.55 * 72 - 0.5, 4);
    expect(finder.align(blank(60, 90), faces[0]!)).toMatchObject({ width: 112, height: 112 });
  });
  test('a face in a picture that is allowed, but too large with its margins, has its box in pixels of the picture', async () => {
    // 8000×8000 would grow to 10,667×8000. The box is 0.25..0.5 × 0.5..0.75 of that.
    const pixels = { width: 8000, height: 8000, data: new Uint8Array(8000 * 8000 * 4) };
    const [candidate] = await detectFaces(detectorOf([0.9, 0.25, 0.5, 0.5, 0.75]), pixels);
    const { x, y, width, height } = candidate!.box;
    const expected = [10_667 / 4 - 1333, 4000, 10_667 / 4, 2000];
    for (const [index, got] of [x, y, width, height].entries())
      expect(Math.abs(got - expected[index]!)).toBeLessThan(8);
  });
  test('landmarks that are not finite are no face', async () => {
    const broken: FaceNetwork = { run: async () => ({ output: new Float32Array(136).fill(Number.NaN) }) };
    const finder = createFaceFinder({ detector: detectorOf(large), landmarks: broken });
    await expect(finder.crop(blank(60, 90), 'largest')).rejects.toEqual(refusal('no-face', /not finite/));
  });
  test('crop takes the largest, or refuses several', async () => {
    const finder = createFaceFinder({ detector: detectorOf(small, large), landmarks });
    const { face, crop } = await finder.crop(blank(60, 90), 'largest');
    expect([face.box.height, crop.width]).toEqual([expect.closeTo(72, 4), 112]);
    await expect(finder.crop(blank(60, 90), 'single')).rejects.toEqual(refusal('several-faces', /2 faces/));
    // The wider one lies beyond the picture but for 12×13.5 pixels: only what can be seen of a box counts.
    const cut = createFaceFinder({ detector: detectorOf([0.9, -2, 0, 0.1, 0.15], small), landmarks });
    expect((await cut.crop(blank(120, 90), 'largest')).face.box.x).toBeCloseTo(84, 4);
    const alone = createFaceFinder({ detector: detectorOf(small), landmarks });
    expect((await alone.crop(blank(60, 90), 'single')).face.score).toBe(Math.fround(0.99));
  });
  test('no face is an error of its own for crop and an empty list for find', async () => {
    const finder = createFaceFinder({ detector: detectorOf([0.2, 0, 0, 1, 1]), landmarks });
    expect(await finder.find(blank(8, 6))).toEqual([]);
    await expect(finder.crop(blank(8, 6), 'largest')).rejects.toEqual(refusal('no-face', /8×6/));
  });
});
