import type { Pixels } from 'kinfold';
import type { Random } from 'kinfold/core';
import type { FaceBox } from './people.js';

/** Side of a view in pixels. */
const SIDE = 160;

/** What a cheap camera in a hall makes of a face; every number is drawn anew for each view. */
interface Shot {
  /** Pixels across the frame that hold any detail. */
  readonly detail: number;
  /** Height of the face as a share of the frame. */
  readonly faceShare: number;
  /** Centre of the face, off the frame's, as a share of the frame. */
  readonly shift: readonly [number, number];
  /** Tilt of the head in radians. */
  readonly tilt: number;
  readonly isMirrored: boolean;
  /** Brightness at the middle, and how it falls off to one side. */
  readonly brightness: number;
  readonly shade: readonly [number, number];
  readonly contrast: number;
  /** Colour cast: a factor for red, green and blue. */
  readonly cast: readonly [number, number, number];
  /** Standard deviation of the noise, of 255. */
  readonly noise: number;
}

/** A face as the camera of a kiosk would have seen it: small, badly lit, tinted, noisy. The same stream draws the same view. */
export function kioskView(photograph: Pixels, face: FaceBox, random: Random): Pixels {
  const shot = drawShot(random);
  return enlarge(expose(frame(photograph, face, shot), shot, random), SIDE);
}

function drawShot(random: Random): Shot {
  const between = (low: number, high: number) => low + (high - low) * random.uniform();
  return {
    detail: Math.round(between(24, 38)),
    faceShare: between(0.5, 0.64),
    shift: [between(-0.07, 0.07), between(-0.07, 0.07)],
    tilt: between(-0.22, 0.22),
    isMirrored: random.uniform() < 0.5,
    brightness: between(0.75, 1.3),
    shade: [between(-0.5, 0.5), between(-0.3, 0.3)],
    contrast: between(0.8, 1.15),
    cast: [between(0.75, 1.2), between(0.85, 1.1), between(0.75, 1.2)],
    noise: between(3, 8),
  };
}

/** Cuts the face out of the photograph, `detail` pixels wide. Every pixel is the mean of what it covers. */
function frame({ width, height, data }: Pixels, face: FaceBox, { detail, ...shot }: Shot): Float32Array {
  const unit = face.height / shot.faceShare / detail;
  const samples = Math.max(1, Math.round(unit));
  const [cos, sin] = [Math.cos(shot.tilt) * unit, Math.sin(shot.tilt) * unit];
  const [centreX, centreY] = [face.x + face.width / 2, face.y + face.height / 2];
  const colours = new Float32Array(detail * detail * 3);
  for (let row = 0; row < detail; row++) {
    for (let column = 0; column < detail; column++) {
      const at = (row * detail + column) * 3;
      for (let sample = 0; sample < samples * samples; sample++) {
        const across = column + ((sample % samples) + 0.5) / samples - detail * (0.5 + shot.shift[0]);
        const down = row + (Math.floor(sample / samples) + 0.5) / samples - detail * (0.5 + shot.shift[1]);
        const x = centreX + cos * (shot.isMirrored ? -across : across) - sin * down;
        const y = centreY + sin * (shot.isMirrored ? -across : across) + cos * down;
        const from = (clamp(Math.floor(y), height) * width + clamp(Math.floor(x), width)) * 4;
        for (let channel = 0; channel < 3; channel++) colours[at + channel]! += data[from + channel]!;
      }
    }
  }
  return colours.map((sum) => sum / samples ** 2);
}

/** Light, colour cast and the sensor's noise, in place. */
function expose(colours: Float32Array, { detail, brightness, shade, contrast, cast, noise }: Shot, random: Random) {
  for (let index = 0; index < colours.length; index++) {
    const pixel = Math.floor(index / 3);
    const across = (pixel % detail) / detail - 0.5;
    const down = Math.floor(pixel / detail) / detail - 0.5;
    const light = brightness * (1 + across * shade[0] + down * shade[1]) * cast[index % 3]!;
    const value = ((colours[index]! - 128) * contrast + 128) * light + random.normal() * noise;
    colours[index] = Math.min(Math.max(value, 0), 255);
  }
  return colours;
}

/** A square of colours as RGBA pixels of another size, interpolated linearly. */
function enlarge(colours: Float32Array, side: number): Pixels {
  const from = Math.sqrt(colours.length / 3);
  const data = new Uint8ClampedArray(side * side * 4);
  for (let row = 0; row < side; row++) {
    const y = ((row + 0.5) * from) / side - 0.5;
    for (let column = 0; column < side; column++) {
      const x = ((column + 0.5) * from) / side - 0.5;
      const [x0, y0] = [Math.floor(x), Math.floor(y)];
      const to = (row * side + column) * 4;
      for (let channel = 0; channel < 3; channel++) {
        const at = (dx: number, dy: number) =>
          colours[(clamp(y0 + dy, from) * from + clamp(x0 + dx, from)) * 3 + channel]!;
        const upper = at(0, 0) + (at(1, 0) - at(0, 0)) * (x - x0);
        const lower = at(0, 1) + (at(1, 1) - at(0, 1)) * (x - x0);
        data[to + channel] = upper + (lower - upper) * (y - y0);
      }
      data[to + 3] = 255;
    }
  }
  return { width: side, height: side, data };
}

function clamp(index: number, length: number): number {
  return Math.min(Math.max(index, 0), length - 1);
}
