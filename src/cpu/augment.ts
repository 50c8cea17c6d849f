import { type Augmentation, type AugmentParams, augmentParams } from './augmentation.js';
import { randomNormal, randomWords, salted } from './noise.js';
import type { Vector } from './twin.js';

/** Sets the numbers apart from those of noise and dropout. */
const AUGMENT = 0x7c1f3a95;

/** In [−1, 1). */
const symmetric = (word: number) => (word >>> 8) / 2 ** 23 - 1;
const integer = (word: number, below: number) => ((word >>> 16) * below) >>> 16;

/** What a row of the batch draws. */
function viewOf(params: AugmentParams, row: number) {
  const { width, height, channels, step, seed } = params;
  const drawn = (draw: number) => randomWords(row * (5 + channels) + draw, salted(step, AUGMENT), seed);
  const [flip, moveX, moveY] = drawn(0);
  const [scale, angle, blur] = drawn(1);
  const [gain, offset, erase] = drawn(2);
  const [lightX, lightY, holeWidth] = drawn(3);
  const [holeHeight, holeX, holeY] = drawn(4);
  const turn = 2 * Math.atan(params.rotate * symmetric(angle));
  const zoom = 1 + params.scale * symmetric(scale);
  const hole = {
    width: 1 + integer(holeWidth, params.erase_width),
    height: 1 + integer(holeHeight, params.erase_height),
  };
  const first = { x: integer(holeX, width - hole.width + 1), y: integer(holeY, height - hole.height + 1) };
  const erases = erase >>> 8 < params.erase;
  return {
    mirror: flip >>> 8 < params.flip ? -1 : 1,
    moved: { x: params.shift * symmetric(moveX) * width, y: params.shift * symmetric(moveY) * height },
    cos: Math.cos(turn) / zoom,
    sin: Math.sin(turn) / zoom,
    spread: Math.SQRT2 * params.blur * ((blur >>> 8) / 2 ** 24),
    offset: params.offset * symmetric(offset),
    light: { x: params.shade * symmetric(lightX), y: params.shade * symmetric(lightY) },
    factors: Array.from(
      { length: channels },
      (_, channel) => (1 + params.gain * symmetric(gain)) * (1 + params.tint * symmetric(drawn(5 + channel)[0])),
    ),
    erased: (x: number, y: number) =>
      erases && x >= first.x && x < first.x + hole.width && y >= first.y && y < first.y + hole.height,
  };
}

/** The picture between its pixels, by bilinear interpolation; beyond the edges as on them. */
function sampler(x: Vector, { width, height, channels }: AugmentParams) {
  const inside = (at: number, size: number) => Math.min(Math.max(at, 0), size - 1);
  return (atX: number, atY: number, channel: number): number => {
    const [px, py] = [inside(atX, width), inside(atY, height)];
    const [left, top] = [Math.floor(px), Math.floor(py)];
    const at = (column: number, line: number) =>
      x[(Math.min(line, height - 1) * width + Math.min(column, width - 1)) * channels + channel]!;
    const along = (line: number) => at(left, line) * (1 - px + left) + at(left + 1, line) * (px - left);
    return along(top) * (1 - py + top) + along(top + 1) * (py - top);
  };
}

const TAPS = [
  { away: -1, weight: 0.25 },
  { away: 0, weight: 0.5 },
  { away: 1, weight: 0.25 },
] as const;

function augmentInto(x: Vector, y: Vector, params: AugmentParams, row: number): void {
  const { height, width, channels, noise, step, seed } = params;
  const { mirror, moved, cos, sin, spread, offset, light, factors, erased } = viewOf(params, row);
  const sample = sampler(x, params);
  const taps = spread > 0 ? TAPS : [{ away: 0, weight: 1 }];
  for (let pixel = 0; pixel < height * width; pixel++) {
    const [column, line] = [pixel % width, Math.floor(pixel / width)];
    const [px, py] = [column - (width - 1) / 2, line - (height - 1) / 2];
    const atX = (width - 1) / 2 + moved.x + mirror * cos * px - sin * py;
    const atY = (height - 1) / 2 + moved.y + mirror * sin * px + cos * py;
    const added = offset + (light.x * px) / width + (light.y * py) / height;
    for (let channel = 0; channel < channels; channel++) {
      const i = pixel * channels + channel;
      let value = 0;
      for (const across of taps) {
        for (const down of taps) {
          const weight = across.weight * down.weight;
          value += weight * sample(atX + spread * across.away, atY + spread * down.away, channel);
        }
      }
      value = factors[channel]! * value + added;
      if (noise > 0) value += noise * randomNormal(row * y.length + i, salted(step, AUGMENT + 1), seed);
      y[i] = erased(column, line) ? params.fill : value;
    }
  }
}

/** y = a random view of each row of x. */
export function forward({ x, y }: { x: Vector; y: Vector }, params: AugmentParams & { rows: number }): void {
  const length = params.height * params.width * params.channels;
  for (let row = 0; row < params.rows; row++) {
    const part = (all: Vector) => all.subarray(row * length, (row + 1) * length);
    augmentInto(part(x), part(y), params, row);
  }
}

/**
 * The view that row `row` of a batch would get on the device, made on the host.
 *
 * @param x - one picture, [height, width, channels] as `shape` says; left alone.
 * @param attributes - those of the node `augment`.
 * @throws KinfoldError `argument-invalid` for attributes out of range.
 */
export function augmentRow(
  x: Float32Array,
  shape: readonly [height: number, width: number, channels: number],
  attributes: Augmentation,
  row: number,
  step: number,
  seed: number,
): Float32Array {
  const y = new Float32Array(x.length);
  augmentInto(x, y, { ...augmentParams('augment', shape, attributes), step, seed }, row);
  return y;
}
