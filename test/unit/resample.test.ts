import { describe, expect, test } from 'vitest';
import { padToRatio } from '../../src/image/pad.js';
import { resample } from '../../src/image/resample.js';
import { applySimilarity, estimateSimilarity, warp } from '../../src/image/warp.js';
import { paint } from '../support/paint.js';

describe('resample', () => {
  test('keeps a picture of the same size', () => {
    const picture = paint(5, 3, (x, y) => [x * 10, y * 20, x + y]);
    const rgb = [...picture.data].filter((_, index) => index % 4 !== 3);
    expect([...resample(picture, 5, 3)]).toEqual(rgb);
  });
  test('doubles with half-pixel centres and repeated edges', () => {
    const red = [
      ...resample(
        paint(2, 1, (x) => [x * 100, 0, 0]),
        4,
        1,
      ),
    ].filter((_, index) => index % 3 === 0);
    expect(red).toEqual([0, 25, 75, 100]);
  });
  test('averages the area when it shrinks by more than two', () => {
    const picture = paint(10, 10, (x, y) => [(x + y) % 2 ? 255 : 0, x * 20, 0]);
    const shrunk = resample(picture, 2, 2);
    expect(shrunk[0]).toBeCloseTo((255 * 12) / 25, 3);
    expect(shrunk[1]).toBeCloseTo(40, 4);
    expect(shrunk[4]).toBeCloseTo(140, 4);
    expect(
      resample(
        paint(7, 7, () => [50, 60, 70]),
        3,
        2,
      )[5],
    ).toBeCloseTo(70, 4);
  });
});

test('padToRatio puts the picture in the middle of black', () => {
  const picture = paint(2, 3, (x, y) => [1 + x + 2 * y, 9, 9]);
  const { pixels, left, top } = padToRatio(picture, 4 / 3);
  expect([pixels.width, pixels.height, left, top]).toEqual([4, 3, 1, 0]);
  const red = [...pixels.data].filter((_, index) => index % 4 === 0);
  expect(red).toEqual([0, 1, 2, 0, 0, 3, 4, 0, 0, 5, 6, 0]);
  expect(padToRatio(picture, 1 / 2)).toMatchObject({ pixels: { width: 2, height: 4 }, left: 0, top: 0 });
  expect(padToRatio(picture, 2 / 3).pixels).toBe(picture);
});

test('padToRatio shrinks what would be too large with its margins', () => {
  // With margins 10,000×7500: 75 million pixels. The left half is red.
  const data = new Uint8Array(10_000 * 1000 * 4);
  for (let y = 0; y < 1000; y++) {
    for (let x = 0; x < 5000; x++) data[4 * (10_000 * y + x)] = 200;
  }
  const { pixels, left, top, scale } = padToRatio({ width: 10_000, height: 1000, data }, 4 / 3);
  expect(left).toBe(0);
  expect(Math.abs(top - 3250)).toBeLessThan(1 / scale);
  expect(pixels.width / pixels.height).toBeCloseTo(4 / 3, 2);
  expect(pixels.width).toBe(Math.round(scale * 10_000));
  expect(pixels.width * pixels.height).toBeLessThan(1.01 * 1024 * 1024);
  const red = (x: number, y: number) =>
    pixels.data[4 * (Math.floor(scale * (y + top)) * pixels.width + Math.floor(scale * (x + left)))];
  expect([red(4900, 500), red(5100, 500)]).toEqual([200, 0]);
  expect([red(100, 20), red(100, 980), red(100, -20), red(100, 1020)]).toEqual([200, 200, 0, 0]);
});

describe('warp', () => {
  const points = [
    { x: 10, y: 20 },
    { x: 40, y: 22 },
    { x: 25, y: 41 },
  ];
  test('estimateSimilarity finds a known transform', () => {
    const known = { a: 0.6, b: -0.8, tx: 3, ty: 7 };
    const found = estimateSimilarity(
      points,
      points.map((point) => applySimilarity(known, point)),
    );
    for (const key of ['a', 'b', 'tx', 'ty'] as const) expect(found[key]).toBeCloseTo(known[key], 10);
  });
  test('it is the least-squares one: no small change has a smaller error', () => {
    const to = [
      { x: 1, y: 2 },
      { x: 30, y: 9 },
      { x: 12, y: 33 },
    ];
    const best = estimateSimilarity(points, to);
    const error = (candidate: typeof best) =>
      points.reduce((sum, point, index) => {
        const { x, y } = applySimilarity(candidate, point);
        return sum + (x - to[index]!.x) ** 2 + (y - to[index]!.y) ** 2;
      }, 0);
    for (const key of ['a', 'b', 'tx', 'ty'] as const) {
      for (const step of [-1e-3, 1e-3])
        expect(error({ ...best, [key]: best[key] + step })).toBeGreaterThan(error(best));
    }
  });
  test.each([
    ['one place', [points[0]!, points[0]!], [points[0]!, points[1]!]],
    ['one target', [points[0]!, points[1]!], [points[0]!, points[0]!]],
    ['not finite', [{ x: Number.NaN, y: 0 }, points[0]!], [points[0]!, points[1]!]],
    ['other lengths', points, points.slice(1)],
  ])('estimateSimilarity refuses: %s', (_, from, to) => {
    expect(() => estimateSimilarity(from, to)).toThrow(expect.objectContaining({ code: 'argument-invalid' }));
  });
  test('a shift moves pixels and leaves black behind', () => {
    const picture = paint(3, 2, (x, y) => [x + 10 * y + 1, 0, 0]);
    const { data } = warp(picture, { a: 1, b: 0, tx: 1, ty: 0 }, 3, 2);
    expect([...data].filter((_, index) => index % 4 === 0)).toEqual([0, 1, 2, 0, 11, 12]);
  });
  test('a quarter turn', () => {
    const picture = paint(2, 2, (x, y) => [x + 2 * y + 1, 0, 0]);
    // (x, y) goes to (1 − y, x): the left column becomes the top row, turned.
    const { data } = warp(picture, { a: 0, b: 1, tx: 1, ty: 0 }, 2, 2);
    expect([...data].filter((_, index) => index % 4 === 0)).toEqual([3, 1, 4, 2]);
  });
  test('half a pixel is interpolated', () => {
    const picture = paint(2, 1, (x) => [x * 100, 0, 0]);
    expect(warp(picture, { a: 1, b: 0, tx: -0.5, ty: 0 }, 1, 1).data[0]).toBe(50);
  });
  test('shrinking a checkerboard gives grey, not one of its colours', () => {
    const picture = paint(80, 80, (x, y) => [(x + y) % 2 ? 200 : 0, 0, 0]);
    const { data } = warp(picture, { a: 0.1, b: 0, tx: -0.45, ty: -0.45 }, 8, 8);
    for (let pixel = 0; pixel < 64; pixel++) expect(Math.abs(data[4 * pixel]! - 100)).toBeLessThanOrEqual(1);
  });
});
