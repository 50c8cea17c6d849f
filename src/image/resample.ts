import { checkSize, type Pixels } from './picture.js';

/** For each output sample along one axis: the first input sample that it reads, and the weight of that one and its followers. */
interface Taps {
  readonly first: Int32Array;
  readonly weights: readonly Float32Array[];
}

/**
 * Stretches a picture to `width` × `height`. Each axis apart: bilinear with half-pixel centres, edges repeated; the average
 * over the covered area when it shrinks by more than 2, where bilinear would skip samples.
 * @returns RGB interleaved, `height` × `width` × 3, each 0..255 and not rounded.
 */
export function resample(pixels: Pixels, width: number, height: number): Float32Array {
  checkSize('resample', width, height);
  const across = axisTaps(pixels.width, width);
  const down = axisTaps(pixels.height, height);
  const rows = new Float32Array(pixels.height * width * 3);
  for (let y = 0, out = 0; y < pixels.height; y++) {
    for (let x = 0; x < width; x++, out += 3) {
      const weights = across.weights[x]!;
      let from = 4 * (y * pixels.width + across.first[x]!);
      for (let tap = 0; tap < weights.length; tap++, from += 4) {
        const weight = weights[tap]!;
        rows[out]! += weight * pixels.data[from]!;
        rows[out + 1]! += weight * pixels.data[from + 1]!;
        rows[out + 2]! += weight * pixels.data[from + 2]!;
      }
    }
  }
  const stride = width * 3;
  const result = new Float32Array(height * stride);
  for (let y = 0; y < height; y++) {
    const weights = down.weights[y]!;
    for (let tap = 0; tap < weights.length; tap++) {
      const weight = weights[tap]!;
      const from = (down.first[y]! + tap) * stride;
      for (let x = 0; x < stride; x++) result[y * stride + x]! += weight * rows[from + x]!;
    }
  }
  return result;
}

function axisTaps(from: number, to: number): Taps {
  const scale = from / to;
  const first = new Int32Array(to);
  const weights: Float32Array[] = [];
  for (let index = 0; index < to; index++) {
    if (scale > 2) {
      const start = index * scale;
      const end = Math.min(start + scale, from);
      first[index] = Math.floor(start);
      const taps = new Float32Array(Math.ceil(end) - first[index]!);
      for (let tap = 0; tap < taps.length; tap++) {
        const sample = first[index]! + tap;
        taps[tap] = (Math.min(end, sample + 1) - Math.max(start, sample)) / (end - start);
      }
      weights.push(taps);
    } else {
      const centre = Math.min(Math.max((index + 0.5) * scale - 0.5, 0), from - 1);
      first[index] = Math.min(Math.floor(centre), Math.max(from - 2, 0));
      const fraction = centre - first[index]!;
      weights.push(from === 1 ? Float32Array.of(1) : Float32Array.of(1 - fraction, fraction));
    }
  }
  return { first, weights };
}
