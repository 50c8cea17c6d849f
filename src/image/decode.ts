import { KinfoldError } from '../errors.js';
import { sniffPicture } from './format.js';
import { parsePgm } from './pgm.js';
import { checkPixels, checkSize, encodedBytes, isPixels, type Picture, type Pixels } from './picture.js';

/**
 * Decodes any {@link Picture} in a page or a worker with the browser's own decoders. EXIF orientation is applied, colours are
 * converted to sRGB, transparent parts are laid on white. The caller keeps what was passed: bitmaps and frames are not closed.
 * @throws `picture-unsupported`, `picture-corrupt`, `limit-exceeded`, `argument-invalid`, and `dependency-missing` without `OffscreenCanvas`.
 */
export async function decodePicture(picture: Picture): Promise<Pixels> {
  if (isPixels(picture)) return checkPixels(picture);
  const bytes = await encodedBytes(picture);
  if (!bytes) return readBack(picture as ImageBitmap | VideoFrame);
  const format = sniffPicture(bytes);
  if (!format) {
    throw new KinfoldError(
      'picture-unsupported',
      `decodePicture: ${bytes.length} bytes are in no known picture format; pass JPEG, PNG, WebP, GIF, AVIF, PGM or PPM`,
    );
  }
  if (format.name === 'pnm') return parsePgm(bytes);
  if (format.width !== undefined) checkSize('decodePicture', format.width, format.height ?? 0);
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>]), { imageOrientation: 'from-image' });
  } catch (cause) {
    throw new KinfoldError(
      'picture-corrupt',
      `decodePicture: the ${format.name} picture cannot be decoded; it is damaged or cut short`,
      { cause },
    );
  }
  try {
    return await readBack(bitmap);
  } finally {
    bitmap.close();
  }
}

/** Draws onto white and reads the pixels back. */
async function readBack(source: ImageBitmap | VideoFrame): Promise<Pixels> {
  const width = 'displayWidth' in source ? source.displayWidth : source.width;
  const height = 'displayHeight' in source ? source.displayHeight : source.height;
  checkSize('decodePicture', width, height);
  if (typeof OffscreenCanvas === 'undefined') {
    throw new KinfoldError(
      'dependency-missing',
      'decodePicture: this runtime has no OffscreenCanvas; decode the picture yourself and pass { width, height, data }, or use kinfold/node',
    );
  }
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new KinfoldError('out-of-memory', `decodePicture: no canvas of ${width}×${height} could be made`);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(source, 0, 0, width, height);
  return { width, height, data: context.getImageData(0, 0, width, height).data };
}
