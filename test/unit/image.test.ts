import sharp, { type Color } from 'sharp';
import { describe, expect, test } from 'vitest';
import { decodePicture as decodeInBrowser } from '../../src/image/decode.js';
import { sniffPicture } from '../../src/image/format.js';
import { padToRatio } from '../../src/image/pad.js';
import { parsePgm } from '../../src/image/pgm.js';
import type { Pixels } from '../../src/image/picture.js';
import { resample } from '../../src/image/resample.js';
import { tensorShape, toTensor } from '../../src/image/tensor.js';
import { applySimilarity, estimateSimilarity, warp } from '../../src/image/warp.js';
import { decodePicture } from '../../src/node/decode.js';

const ascii = (text: string, ...rest: number[]) => Uint8Array.from([...new TextEncoder().encode(text), ...rest]);

/** A picture whose pixel (x, y) is `colour(x, y)`. */
function paint(width: number, height: number, colour: (x: number, y: number) => number[]): Pixels {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set([...colour(x, y), 255], 4 * (y * width + x));
  }
  return { width, height, data };
}

describe('parsePgm', () => {
  test('raw grey, with a comment and a maximum below 255', () => {
    const { width, height, data } = parsePgm(ascii('P5\n# a comment 9 9\n2 1\n100\n', 0, 50));
    expect([width, height, ...data]).toEqual([2, 1, 0, 0, 0, 255, 128, 128, 128, 255]);
  });
  test('plain grey and raw colour', () => {
    expect([...parsePgm(ascii('P2 2 1 255 7 # x\n 9')).data]).toEqual([7, 7, 7, 255, 9, 9, 9, 255]);
    expect([...parsePgm(ascii('P6 1 1 255\n', 1, 2, 3)).data]).toEqual([1, 2, 3, 255]);
  });
  test.each([
    ['cut short', ascii('P5 2 2 255\n', 1, 2, 3), 'picture-corrupt'],
    ['plain, cut short', ascii('P2 2 2 255 1 2 3'), 'picture-corrupt'],
    ['no header', ascii('P5'), 'picture-corrupt'],
    ['letters for a size', ascii('P5 a b 255\n'), 'picture-corrupt'],
    ['a plain sample above the maximum', ascii('P2 2 1 100 100 101'), 'picture-corrupt'],
    ['a raw sample above the maximum', ascii('P5 2 1 100\n', 100, 101), 'picture-corrupt'],
    ['a colour above the maximum', ascii('P6 1 1 100\n', 1, 2, 101), 'picture-corrupt'],
    ['zero width', ascii('P5 0 4 255\n'), 'picture-corrupt'],
    ['maximum zero', ascii('P5 1 1 0\n', 1), 'picture-corrupt'],
    ['absurd size', ascii('P5 99999999 99999999 255\n'), 'limit-exceeded'],
    ['sixteen bits', ascii('P5 1 1 65535\n', 1, 2), 'picture-unsupported'],
    ['a bit map', ascii('P4 8 1\n', 1), 'picture-unsupported'],
  ])('refuses: %s', (_, bytes, code) => {
    expect(() => parsePgm(bytes)).toThrow(expect.objectContaining({ name: 'KinfoldError', code }));
  });
});

describe('decodePicture in Node', () => {
  const rgb = (channels: 3 | 4, background: Color) => sharp({ create: { width: 3, height: 2, channels, background } });

  test.each(['png', 'webp', 'gif', 'tiff'] as const)('%s is recognised by its content, or refused', async (format) => {
    const bytes = await rgb(3, { r: 200, g: 100, b: 0 }).toFormat(format, { lossless: true }).toBuffer();
    if (format === 'tiff') {
      await expect(decodePicture(bytes)).rejects.toMatchObject({ code: 'picture-unsupported' });
      return;
    }
    expect(sniffPicture(bytes)).toEqual({ name: format, width: 3, height: 2 });
    const { width, height, data } = await decodePicture(bytes);
    expect([width, height, data.length, ...data.subarray(20)]).toEqual([3, 2, 24, 200, 100, 0, 255]);
  });

  test('a Blob, an ArrayBuffer and bytes give the same pixels', async () => {
    const bytes = Uint8Array.from(await rgb(3, { r: 9, g: 8, b: 7 }).png().toBuffer());
    const expected = await decodePicture(bytes);
    expect(await decodePicture(new Blob([bytes]))).toEqual(expected);
    expect(await decodePicture(bytes.buffer)).toEqual(expected);
  });

  test('transparency is laid on white', async () => {
    const { data } = await decodePicture(await rgb(4, { r: 0, g: 0, b: 0, alpha: 0.5 }).png().toBuffer());
    expect(data[3]).toBe(255);
    expect(Math.abs(data[0]! - 127)).toBeLessThanOrEqual(1);
  });

  test('grey is expanded', async () => {
    const bytes = await sharp(Uint8Array.of(10, 200), { raw: { width: 2, height: 1, channels: 1 } })
      .png()
      .toBuffer();
    expect([...(await decodePicture(bytes)).data]).toEqual([10, 10, 10, 255, 200, 200, 200, 255]);
  });

  test('sixteen bits become eight', async () => {
    const raw = new Uint8Array(Uint16Array.of(0xffff, 0x8000, 0).buffer);
    const wide = await sharp(new Uint16Array(raw.buffer), { raw: { width: 1, height: 1, channels: 3 } })
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    expect([...(await decodePicture(wide)).data]).toEqual([255, 128, 0, 255]);
  });

  test('EXIF orientation is applied', async () => {
    const wide = paint(16, 8, (x) => (x < 8 ? [255, 0, 0] : [0, 0, 255]));
    const bytes = await sharp(wide.data, { raw: { width: 16, height: 8, channels: 4 } })
      .removeAlpha()
      .jpeg({ quality: 100 })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    expect(sniffPicture(bytes)).toEqual({ name: 'jpeg', width: 16, height: 8 });
    const { width, height, data } = await decodePicture(bytes);
    expect([width, height]).toEqual([8, 16]);
    expect(data[0]).toBeGreaterThan(200);
    expect(data[data.length - 2]).toBeGreaterThan(200);
  });

  test('cut at any place, a JPEG is corrupt or unsupported, never half a picture', async () => {
    const noisy = paint(32, 32, (x, y) => [(x * 37 + y * 91) % 256, (x * 53) % 256, (y * 71) % 256]);
    const bytes = await sharp(noisy.data, { raw: { width: 32, height: 32, channels: 4 } })
      .jpeg()
      .toBuffer();
    for (let length = 0; length < bytes.length - 2; length += 41) {
      const code = length < 3 ? 'picture-unsupported' : 'picture-corrupt';
      await expect(decodePicture(bytes.subarray(0, length)), `${length} bytes`).rejects.toMatchObject({ code });
    }
  });

  test('an absurd size is refused from the header', async () => {
    const bytes = Uint8Array.from(await rgb(3, '#fff').png().toBuffer());
    new DataView(bytes.buffer).setUint32(16, 60_000);
    new DataView(bytes.buffer).setUint32(20, 60_000);
    await expect(decodePicture(bytes)).rejects.toMatchObject({ code: 'limit-exceeded' });
    await expect(decodeInBrowser(bytes)).rejects.toMatchObject({ code: 'limit-exceeded' });
  });

  test.each([
    ['text', ascii('hello, world'), 'picture-unsupported'],
    ['nothing', new Uint8Array(), 'picture-unsupported'],
    ['zero-sized pixels', { width: 0, height: 4, data: new Uint8Array() }, 'picture-corrupt'],
    ['too few bytes', { width: 2, height: 2, data: new Uint8Array(15) }, 'argument-invalid'],
    ['a bitmap of a browser', { width: 2, height: 2, close() {} }, 'picture-unsupported'],
  ])('refuses: %s', async (_, picture, code) => {
    await expect(decodePicture(picture as Pixels)).rejects.toMatchObject({ name: 'KinfoldError', code });
  });
});

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

describe('toTensor', () => {
  const picture = paint(2, 1, (x) => (x ? [4, 5, 6] : [1, 2, 3]));
  const spec = { width: 2, height: 1, layout: 'NCHW', colour: 'RGB', mean: [0], std: [1] } as const;
  test('layouts and colour orders', () => {
    expect([...toTensor(picture, spec)]).toEqual([1, 4, 2, 5, 3, 6]);
    expect([...toTensor(picture, { ...spec, colour: 'BGR' })]).toEqual([3, 6, 2, 5, 1, 4]);
    expect([...toTensor(picture, { ...spec, layout: 'NHWC' })]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(toTensor(picture, { ...spec, colour: 'grey' })[0]).toBeCloseTo(0.299 + 2 * 0.587 + 3 * 0.114, 5);
    expect(tensorShape({ ...spec, layout: 'NHWC', colour: 'grey' })).toEqual([1, 1, 2, 1]);
  });
  test('mean and std follow the channel order', () => {
    expect([...toTensor(picture, { ...spec, colour: 'BGR', mean: [1, 2, 3], std: [2, 1, 4] })]).toEqual([
      1, 2.5, 0, 3, -0.5, 0.25,
    ]);
    expect(() => toTensor(picture, { ...spec, mean: [1, 2] })).toThrow(
      expect.objectContaining({ code: 'argument-invalid' }),
    );
  });
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
