import { checkSize, type Pixels } from './picture.js';

/** A picture in the middle of a larger one, and where: pixel (0, 0) of the picture is pixel (left, top) of `pixels`. */
export interface Padded {
  readonly pixels: Pixels;
  readonly left: number;
  readonly top: number;
}

/**
 * Adds black on two sides until width / height is `ratio`, to the nearest pixel, so that a network that stretches
 * its input does not distort the picture. A picture of that ratio is returned as it is.
 * @throws `limit-exceeded` if the result is too large.
 */
export function padToRatio(pixels: Pixels, ratio: number): Padded {
  const width = Math.max(pixels.width, Math.round(pixels.height * ratio));
  const height = Math.max(pixels.height, Math.round(pixels.width / ratio));
  if (width === pixels.width && height === pixels.height) return { pixels, left: 0, top: 0 };
  checkSize('padToRatio', width, height);
  const left = (width - pixels.width) >> 1;
  const top = (height - pixels.height) >> 1;
  const data = new Uint8ClampedArray(width * height * 4);
  const stride = pixels.width * 4;
  for (let y = 0; y < pixels.height; y++) {
    data.set(pixels.data.subarray(y * stride, (y + 1) * stride), 4 * ((y + top) * width + left));
  }
  return { pixels: { width, height, data }, left, top };
}
