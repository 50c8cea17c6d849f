import { KinfoldError } from '../errors.js';
import { sniffPicture } from '../image/format.js';
import { parsePgm } from '../image/pgm.js';
import {
  checkPixels,
  checkSize,
  encodedBytes,
  isPixels,
  MAX_PIXELS,
  type Picture,
  type Pixels,
} from '../image/picture.js';

type Sharp = typeof import('sharp');

/**
 * Decodes a picture in Node with `sharp`, an optional peer dependency that is loaded at the first picture that needs it
 * (pixels, PGM and PPM do not). EXIF orientation is applied, colours are converted to sRGB, grey is expanded,
 * transparent parts are laid on white.
 * @throws `picture-unsupported`, `picture-corrupt`, `limit-exceeded`, `argument-invalid`, `dependency-missing`.
 */
export async function decodePicture(picture: Picture): Promise<Pixels> {
  if (isPixels(picture)) return checkPixels(picture);
  const bytes = await encodedBytes(picture);
  const format = bytes && sniffPicture(bytes);
  if (!bytes || !format) {
    const got = bytes ? `${bytes.length} bytes in no known picture format` : 'an object that Node has no decoder for';
    throw new KinfoldError(
      'picture-unsupported',
      `decodePicture: got ${got}; pass JPEG, PNG, WebP, GIF, AVIF, PGM, PPM or { width, height, data }`,
    );
  }
  if (format.name === 'pnm') return parsePgm(bytes);
  if (format.width !== undefined) checkSize('decodePicture', format.width, format.height ?? 0);
  const sharp = await loadSharp();
  if (format.name === 'bmp') {
    throw new KinfoldError('picture-unsupported', 'decodePicture: sharp does not read BMP; convert the picture to PNG');
  }
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
      .autoOrient()
      .flatten({ background: '#fff' })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return checkPixels({
      width: info.width,
      height: info.height,
      data: new Uint8ClampedArray(data.buffer, data.byteOffset, data.byteLength),
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KinfoldError(
      'picture-corrupt',
      `decodePicture: the ${format.name} picture cannot be decoded (${reason}); it is damaged or cut short`,
      { cause },
    );
  }
}

async function loadSharp(): Promise<Sharp['default']> {
  try {
    return (await import('sharp')).default;
  } catch (cause) {
    throw new KinfoldError('dependency-missing', 'decodePicture: sharp is not installed; run `npm install sharp`', {
      cause,
    });
  }
}
