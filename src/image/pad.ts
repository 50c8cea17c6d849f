import { MAX_PIXELS, type Pixels } from './picture.js';
import { resample } from './resample.js';

/** A picture in the middle of a larger one, and where: (x, y) of the picture, from its corner, is scale · (x + left, y + top) in `pixels`. */
export interface Padded {
  readonly pixels: Pixels;
  readonly left: number;
  readonly top: number;
  /** 1, or less where the picture was shrunk. */
  readonly scale: number;
}

/** What a picture is shrunk to if it would be too large with its margins: a megapixel, margins included. */
const SHRUNK_PIXELS = 1024 * 1024;

/**
 * Adds black on two sides until width / height is `ratio`, to the nearest pixel, so that a network that stretches
 * its input does not distort the picture. A picture of that ratio is returned as it is; one that would grow beyond
 * {@link MAX_PIXELS} is shrunk to a megapixel.
 */
export function padToRatio(pixels: Pixels, ratio: number): Padded {
  const width = Math.max(pixels.width, Math.round(pixels.height * ratio));
  const height = Math.max(pixels.height, Math.round(pixels.width / ratio));
  if (width === pixels.width && height === pixels.height) return { pixels, left: 0, top: 0, scale: 1 };
  if (width * height > MAX_PIXELS) {
    const scale = Math.sqrt(SHRUNK_PIXELS / (width * height));
    const { pixels: padded, left, top } = padToRatio(shrink(pixels, scale), ratio);
    return { pixels: padded, left: left / scale, top: top / scale, scale };
  }
  const left = (width - pixels.width) >> 1;
  const top = (height - pixels.height) >> 1;
  const data = new Uint8ClampedArray(width * height * 4);
  const stride = pixels.width * 4;
  for (let y = 0; y < pixels.height; y++) {
    data.set(pixels.data.subarray(y * stride, (y + 1) * stride), 4 * ((y + top) * width + left));
  }
  return { pixels: { width, height, data }, left, top, scale: 1 };
}

function shrink(pixels: Pixels, scale: number): Pixels {
  const width = Math.max(1, Math.round(pixels.width * scale));
  const height = Math.max(1, Math.round(pixels.height * scale));
  const colours = resample(pixels, width, height);
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    data.set(colours.subarray(3 * pixel, 3 * pixel + 3), 4 * pixel);
  }
  return { width, height, data };
}
