import type { Pixels } from '../image/picture.js';
import { ARCFACE } from './align.js';

/** A part of the aligned face of 112×112, in pixels: from the first row and column to before the last. */
interface Part {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const EYES: Part = { left: 26, top: 45, right: 86, bottom: 58 };
const MOUTH: Part = { left: 38, top: 80, right: 76, bottom: 106 };

/** The oval of a face in the aligned picture: middle and half axes. */
export const OVAL = { x: 56, y: 66, halfWidth: 34, halfHeight: 40 } as const;

/** How the light falls on a face. All but `light` are without unit and do not change when a picture gets darker. */
export interface FaceLight {
  /** Mean luminance of the oval, 0..255. */
  readonly light: number;
  /** Standard deviation of the luminance over its mean; 0 in the dark. */
  readonly contrast: number;
  /** Root mean square of the Laplacian over the standard deviation; 0 for an even area. */
  readonly sharpness: number;
  /** Standard deviation in the strips of the eyes and of the mouth over that of the oval, the smaller of the two. */
  readonly detail: number;
}

/** Measures an aligned face of 112×112. */
export function measureLight(aligned: Pixels): FaceLight {
  const luminance = luminanceOf(aligned);
  const inOval = (x: number, y: number) =>
    ((x - OVAL.x) / OVAL.halfWidth) ** 2 + ((y - OVAL.y) / OVAL.halfHeight) ** 2 <= 1;
  const whole = spread(luminance, { left: 20, top: 24, right: 92, bottom: 108 }, inOval);
  const parts = [EYES, MOUTH].map((part) => spread(luminance, part, () => true).deviation);
  const share = (value: number, of: number) => (of > 0 ? value / of : 0);
  return {
    light: whole.mean,
    contrast: share(whole.deviation, whole.mean),
    sharpness: share(whole.laplacian, whole.deviation),
    detail: share(Math.min(...parts), whole.deviation),
  };
}

/** Rec. 601. */
function luminanceOf({ data }: Pixels): Float64Array {
  return Float64Array.from(
    { length: data.length / 4 },
    (_, i) => 0.299 * data[4 * i]! + 0.587 * data[4 * i + 1]! + 0.114 * data[4 * i + 2]!,
  );
}

function spread(luminance: Float64Array, part: Part, counts: (x: number, y: number) => boolean) {
  const side = ARCFACE.width;
  const values: number[] = [];
  let squares = 0;
  for (let y = part.top; y < part.bottom; y++) {
    for (let x = part.left; x < part.right; x++) {
      if (!counts(x, y)) continue;
      const at = y * side + x;
      const around = luminance[at - 1]! + luminance[at + 1]! + luminance[at - side]! + luminance[at + side]!;
      values.push(luminance[at]!);
      squares += (4 * luminance[at]! - around) ** 2;
    }
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance), laplacian: Math.sqrt(squares / values.length) };
}
