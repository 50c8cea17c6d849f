import { KinfoldError } from '../errors.js';
import { checkSize, type Pixels } from './picture.js';

/** A point in pixels; (0, 0) is the centre of the top-left pixel, x to the right and y down. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Rotation, uniform scale and shift: x' = a·x − b·y + tx, y' = b·x + a·y + ty. The scale is √(a² + b²). */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly tx: number;
  readonly ty: number;
}

/** At most this many samples along each side of an output pixel. */
const MAX_SAMPLES = 16;

/**
 * The similarity that takes `from` closest to `to` in the least-squares sense, without reflection:
 * a = Σ p·q / Σ |p|², b = Σ p×q / Σ |p|² over centred points, the closed form in two dimensions of
 * S. Umeyama, "Least-squares estimation of transformation parameters between two point patterns", PAMI 13 (1991).
 * @throws `argument-invalid` for lists of different length, fewer than two points, points all in one place or not finite.
 */
export function estimateSimilarity(from: readonly Point[], to: readonly Point[]): Similarity {
  if (from.length !== to.length || from.length < 2) {
    throw new KinfoldError(
      'argument-invalid',
      `estimateSimilarity: got ${from.length} points and ${to.length} targets; expected as many of each, at least two`,
    );
  }
  const p = centroid(from);
  const q = centroid(to);
  let spread = 0;
  let dot = 0;
  let cross = 0;
  for (const [index, point] of from.entries()) {
    const px = point.x - p.x;
    const py = point.y - p.y;
    const qx = to[index]!.x - q.x;
    const qy = to[index]!.y - q.y;
    spread += px * px + py * py;
    dot += px * qx + py * qy;
    cross += px * qy - py * qx;
  }
  const a = dot / spread;
  const b = cross / spread;
  if (!(spread > 1e-12 && Number.isFinite(a) && Number.isFinite(b) && a * a + b * b > 0)) {
    throw new KinfoldError(
      'argument-invalid',
      'estimateSimilarity: the points fall together or are not finite; pass points that are apart',
    );
  }
  return { a, b, tx: q.x - a * p.x + b * p.y, ty: q.y - b * p.x - a * p.y };
}

/** Where a similarity takes a point. */
export function applySimilarity({ a, b, tx, ty }: Similarity, { x, y }: Point): Point {
  return { x: a * x - b * y + tx, y: b * x + a * y + ty };
}

/** The similarity that undoes another. */
export function invertSimilarity({ a, b, tx, ty }: Similarity): Similarity {
  const square = a * a + b * b;
  return { a: a / square, b: -b / square, tx: -(a * tx + b * ty) / square, ty: (b * tx - a * ty) / square };
}

/**
 * The picture seen through `transform` (picture → output), `width` × `height` pixels, bilinear; black where the picture ends.
 * When the transform shrinks by more than 2, each output pixel averages a grid of samples about a source pixel apart
 * (16 × 16 at most), so that fine detail does not alias.
 */
export function warp(pixels: Pixels, transform: Similarity, width: number, height: number): Pixels {
  checkSize('warp', width, height);
  const { a, b, tx, ty } = invertSimilarity(transform);
  const shrink = Math.hypot(a, b);
  const grid = shrink > 2 ? Math.min(Math.ceil(shrink), MAX_SAMPLES) : 1;
  const data = new Uint8ClampedArray(width * height * 4);
  const sum = new Float64Array(3);
  for (let y = 0, out = 0; y < height; y++) {
    for (let x = 0; x < width; x++, out += 4) {
      sum.fill(0);
      for (let sample = 0; sample < grid * grid; sample++) {
        const u = x + ((sample % grid) + 0.5) / grid - 0.5;
        const v = y + (Math.floor(sample / grid) + 0.5) / grid - 0.5;
        addBilinear(pixels, a * u - b * v + tx, b * u + a * v + ty, sum);
      }
      for (let channel = 0; channel < 3; channel++) data[out + channel] = sum[channel]! / (grid * grid);
      data[out + 3] = 255;
    }
  }
  return { width, height, data };
}

function addBilinear(pixels: Pixels, x: number, y: number, sum: Float64Array): void {
  const left = Math.floor(x);
  const top = Math.floor(y);
  for (let corner = 0; corner < 4; corner++) {
    const column = left + (corner & 1);
    const row = top + (corner >> 1);
    if (column < 0 || row < 0 || column >= pixels.width || row >= pixels.height) continue;
    const weight = (corner & 1 ? x - left : left + 1 - x) * (corner >> 1 ? y - top : top + 1 - y);
    const at = 4 * (row * pixels.width + column);
    for (let channel = 0; channel < 3; channel++) sum[channel]! += weight * pixels.data[at + channel]!;
  }
}

function centroid(points: readonly Point[]): Point {
  const sum = points.reduce((total, point) => ({ x: total.x + point.x, y: total.y + point.y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}
