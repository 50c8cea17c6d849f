import { KinfoldError } from '../errors.js';

/** A decoded picture: `width` × `height` pixels, row by row from the top left, four bytes each (RGBA). Alpha is ignored. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray | Uint8Array;
}

/**
 * Whatever an application has a picture in. `Blob`, `ArrayBuffer` and `Uint8Array` hold an encoded file
 * (JPEG, PNG, WebP, GIF, AVIF where the platform decodes it; PGM and PPM everywhere); the others are decoded already.
 */
export type Picture = Blob | ArrayBuffer | Uint8Array | ImageBitmap | ImageData | VideoFrame | Pixels;

/** Turns any picture into pixels, upright (EXIF orientation applied), in sRGB, transparent parts laid on white. */
export type DecodePicture = (picture: Picture) => Promise<Pixels>;

/** The largest picture that is decoded: 64 megapixels, 256 MiB of RGBA. */
export const MAX_PIXELS = 64 * 1024 * 1024;

/**
 * Checks a picture's size before anything is allocated for it.
 * @throws `picture-corrupt` for a side of zero, `limit-exceeded` above {@link MAX_PIXELS}.
 */
export function checkSize(subject: string, width: number, height: number): void {
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0)) {
    throw new KinfoldError(
      'picture-corrupt',
      `${subject}: the picture is ${width}×${height} pixels; both sides must be at least 1`,
    );
  }
  if (width * height > MAX_PIXELS) {
    throw new KinfoldError(
      'limit-exceeded',
      `${subject}: the picture is ${width}×${height} pixels, more than ${MAX_PIXELS}; shrink it first`,
    );
  }
}

/** Tells pixels (ours or an `ImageData`) from every other kind of picture. */
export function isPixels(picture: Picture): picture is Pixels | ImageData {
  return 'data' in picture && 'width' in picture && 'height' in picture;
}

/**
 * Checks that pixels are what they say.
 * @throws `picture-corrupt` for a side of zero, `limit-exceeded`, `argument-invalid` if `data` is not width × height × 4 bytes.
 */
export function checkPixels(pixels: Pixels | ImageData): Pixels {
  const { width, height, data } = pixels;
  checkSize('decodePicture', width, height);
  const isBytes = data instanceof Uint8Array || data instanceof Uint8ClampedArray;
  if (!isBytes || data.length !== width * height * 4) {
    throw new KinfoldError(
      'argument-invalid',
      `decodePicture: pixels of ${width}×${height} hold ${isBytes ? `${data.length} bytes` : 'no bytes'} ` +
        `but RGBA needs ${width * height * 4}; pass four bytes a pixel`,
    );
  }
  return { width, height, data };
}

/** The encoded file in a picture, or `undefined` if the picture is decoded already. Bytes are not copied. */
export async function encodedBytes(picture: Picture): Promise<Uint8Array | undefined> {
  if (picture instanceof Uint8Array) return picture;
  if (picture instanceof ArrayBuffer) return new Uint8Array(picture);
  if (typeof Blob !== 'undefined' && picture instanceof Blob) return new Uint8Array(await picture.arrayBuffer());
  return undefined;
}
