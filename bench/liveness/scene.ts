import type { Random } from '../../src/cpu/random.js';
import type { Pixels } from '../../src/image/picture.js';

/** A camera's view as numbers of 0..255, RGB interleaved, so that light can be added without rounding. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** How a flat thing is held in front of the camera: degrees about each axis, its width as a share of the view's, its centre as a share of the view. */
export interface Hold {
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  readonly size: number;
  readonly x: number;
  readonly y: number;
}

/** Distance of the camera in widths of the view: a field of view of 53 degrees. */
const FOCAL = 1;

export function emptyScene(width: number, height: number, fill: readonly [number, number, number]): Scene {
  const data = new Float32Array(3 * width * height);
  for (let at = 0; at < data.length; at++) data[at] = fill[at % 3]!;
  return { width, height, data };
}

export function sceneOf({ width, height, data }: Pixels): Scene {
  const scene = emptyScene(width, height, [0, 0, 0]);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) scene.data[3 * pixel + channel] = data[4 * pixel + channel]!;
  }
  return scene;
}

export function pixelsOf({ width, height, data }: Scene): Pixels {
  const bytes = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) bytes[4 * pixel + channel] = data[3 * pixel + channel]!;
  }
  return { width, height, data: bytes };
}

/** One scene where `isOver` says so, the other elsewhere; both of one size. */
export function mix(under: Scene, over: Scene, isOver: (x: number, y: number) => boolean): Scene {
  const data = under.data.map((value, at) => {
    const pixel = Math.floor(at / 3);
    return isOver(pixel % under.width, Math.floor(pixel / under.width)) ? over.data[at]! : value;
  });
  return { ...under, data };
}

/**
 * Lays a flat picture into a view as a pinhole camera sees it: its plane, `hold.size` views wide, is turned by yaw, pitch and roll.
 * @param samples - along each side of a pixel: few let fine patterns alias as a sensor does.
 */
export function hold(view: Scene, picture: Scene, hold: Hold, samples = 2): void {
  const [right, down] = axes(hold);
  const scale = hold.size / picture.width;
  const centre = [hold.x - 0.5, ((hold.y - 0.5) * view.height) / view.width, FOCAL];
  // A ray meets the plane where Cramer's rule says: each place is a quotient of two linear functions of the ray.
  const across = right.map((value) => value * scale);
  const along = down.map((value) => value * scale);
  const [s, t, divisor] = [product(along, centre), product(centre, across), product(across, along)] as const;
  const share = 1 / samples ** 2;
  const sum = new Float64Array(3);
  for (let y = 0, at = 0; y < view.height; y++) {
    for (let x = 0; x < view.width; x++, at += 3) {
      sum.fill(0);
      let rest = 1;
      for (let row = 0; row < samples; row++) {
        const v = (y + (row + 0.5) / samples - view.height / 2) / view.width;
        for (let column = 0; column < samples; column++) {
          const u = (x + (column + 0.5) / samples) / view.width - 0.5;
          const by = divisor[0]! * u + divisor[1]! * v + divisor[2]! * FOCAL;
          const toRight = (s[0]! * u + s[1]! * v + s[2]! * FOCAL) / by;
          const toBottom = (t[0]! * u + t[1]! * v + t[2]! * FOCAL) / by;
          if (add(picture, toRight + picture.width / 2 - 0.5, toBottom + picture.height / 2 - 0.5, sum)) rest -= share;
        }
      }
      for (let channel = 0; channel < 3; channel++) {
        view.data[at + channel] = view.data[at + channel]! * rest + sum[channel]! * share;
      }
    }
  }
}

/** Gaussian blur of each channel, edges repeated. */
export function blur(scene: Scene, sigma: number): Scene {
  const radius = Math.ceil(3 * sigma);
  const weights = Array.from({ length: 2 * radius + 1 }, (_, at) => Math.exp(-((at - radius) ** 2) / (2 * sigma ** 2)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const taps = weights.map((weight) => weight / total);
  const pass = (from: Float32Array, length: number, step: number, lines: number, lineStep: number): Float32Array => {
    const to = new Float32Array(from.length);
    for (let line = 0; line < lines; line++) {
      for (let place = 0; place < length; place++) {
        const into = 3 * (line * lineStep + place * step);
        for (let tap = 0; tap < taps.length; tap++) {
          const near = Math.min(Math.max(place + tap - radius, 0), length - 1);
          const at = 3 * (line * lineStep + near * step);
          for (let channel = 0; channel < 3; channel++) to[into + channel]! += taps[tap]! * from[at + channel]!;
        }
      }
    }
    return to;
  };
  const { width, height } = scene;
  const rows = pass(scene.data, width, 1, height, width);
  return { width, height, data: pass(rows, height, width, width, 1) };
}

/** What a sensor adds: noise that grows with the light. */
export function sensorNoise(scene: Scene, strength: number, random: Random): void {
  for (let at = 0; at < scene.data.length; at++) {
    scene.data[at]! += strength * Math.sqrt(0.2 + Math.max(0, scene.data[at]!) / 255) * random.normal();
  }
}

/** Where the plane's own axes, to the right and down, point in the camera's space (x right, y down, z away). */
function axes({ yaw, pitch, roll }: Hold): [number[], number[]] {
  const [a, b, c] = [yaw, pitch, roll].map((degrees) => (degrees * Math.PI) / 180) as [number, number, number];
  const turn = ([x, y]: [number, number]): number[] => {
    const [rx, ry] = [x * Math.cos(c) - y * Math.sin(c), x * Math.sin(c) + y * Math.cos(c)];
    const [py, pz] = [ry * Math.cos(b), ry * Math.sin(b)];
    return [rx * Math.cos(a) + pz * Math.sin(a), py, pz * Math.cos(a) - rx * Math.sin(a)];
  };
  return [turn([1, 0]), turn([0, 1])];
}

function product(a: readonly number[], b: readonly number[]): number[] {
  return [a[1]! * b[2]! - a[2]! * b[1]!, a[2]! * b[0]! - a[0]! * b[2]!, a[0]! * b[1]! - a[1]! * b[0]!];
}

/** Adds the picture's light at a place, by the four pixels about it. @returns whether the place lies in the picture. */
function add({ width, height, data }: Scene, x: number, y: number, sum: Float64Array): boolean {
  if (!(x > -0.5 && y > -0.5 && x < width - 0.5 && y < height - 0.5)) return false;
  const [left, top] = [Math.max(0, Math.floor(x)), Math.max(0, Math.floor(y))];
  const [right, bottom] = [Math.min(left + 1, width - 1), Math.min(top + 1, height - 1)];
  const [p, q] = [Math.max(0, x - left), Math.max(0, y - top)];
  const [a, b] = [3 * (top * width + left), 3 * (top * width + right)];
  const [c, d] = [3 * (bottom * width + left), 3 * (bottom * width + right)];
  for (let channel = 0; channel < 3; channel++) {
    const above = data[a + channel]! * (1 - p) + data[b + channel]! * p;
    const below = data[c + channel]! * (1 - p) + data[d + channel]! * p;
    sum[channel]! += above * (1 - q) + below * q;
  }
  return true;
}
