import sharp, { type Color } from 'sharp';
import { describe, expect, test } from 'vitest';
import { decodePicture as decodeInBrowser } from '../../src/image/decode.js';
import { sniffPicture } from '../../src/image/format.js';
import { parsePgm } from '../../src/image/pgm.js';
import type { Pixels } from '../../src/image/picture.js';
import { tensorShape, toTensor } from '../../src/image/tensor.js';
import { decodePicture } from '../../src/node/decode.js';
import { paint } from '../support/paint.js';

const ascii = (text: string, ...rest: number[]) => Uint8Array.from([...new TextEncoder().encode(text), ...rest]);

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
