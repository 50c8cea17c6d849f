import type { Pixels } from '../../src/image/picture.js';
import type { Point } from '../../src/image/warp.js';
import { closedEyes } from './closed-eyes.js';

/** What the puppet does at one moment. */
export interface Gesture {
  /** Degrees; positive towards the right edge of the picture. */
  readonly yaw?: number;
  /** 0: eyes as in the photograph; up to 1: shut; up to 2: shut in another way. */
  readonly blink?: number;
  /** Degrees in the plane of the picture. */
  readonly roll?: number;
  /** Pixels of the frame. */
  readonly x?: number;
  readonly y?: number;
}

export interface Frame {
  readonly width: number;
  readonly height: number;
}

/** The head as a cylinder, and how far the nose stands out of it; in distances between the eyes. */
const RADIUS = 1.25;
const NOSE = 0.3;
/** Half axes of the part of the photograph that is shown, likewise, and how far above the middle of the face its own lies: head and neck. */
const HEAD = { across: 1.9, down: 2.6, above: 0.5 };

/**
 * A photograph of a face that can be made to move: the head turns as a cylinder with a nose, the eyes shut. It lets
 * the pipeline be driven with pictures of people who cannot be asked to stand in front of a camera; it proves nothing about real attacks.
 */
export class Puppet {
  /** As it is, and with the eyes shut. */
  readonly #photos: readonly Pixels[];
  readonly #middle: Point;
  readonly #nose: Point;
  readonly #eyes: number;
  readonly #upright: number;

  /** @param points68 of the face in the photograph, in the order of the 300-W annotation. */
  constructor(photo: Pixels, points68: readonly Point[]) {
    this.#photos = [photo, ...closedEyes(photo, points68)];
    const [left, right] = [mean(points68.slice(36, 42)), mean(points68.slice(42, 48))];
    this.#eyes = Math.hypot(right.x - left.x, right.y - left.y);
    this.#upright = Math.atan2(right.y - left.y, right.x - left.x);
    this.#nose = points68[30]!;
    this.#middle = mean([left, right, points68[48]!, points68[54]!]);
  }

  /** A frame in which the eyes are `eyes` pixels apart, before a grey wall: the photograph may show other people too. */
  render({ width, height }: Frame, eyes: number, gesture: Gesture = {}): Pixels {
    const { yaw = 0, blink = 0, roll = 0, x: right = 0, y: down = 0 } = gesture;
    const photo = this.#photos[Math.ceil(blink)]!;
    const angle = (roll * Math.PI) / 180 - this.#upright;
    const [cos, sin] = [Math.cos(angle) * (this.#eyes / eyes), Math.sin(angle) * (this.#eyes / eyes)];
    const data = new Uint8ClampedArray(4 * width * height);
    for (let row = 0, at = 0; row < height; row++) {
      for (let column = 0; column < width; column++, at += 4) {
        const [x, y] = [column - width / 2 - right, row - height / 2 - down];
        const seen = { x: this.#middle.x + cos * x + sin * y, y: this.#middle.y - sin * x + cos * y };
        sample(photo, this.#isHead(seen) ? this.#turned(seen, yaw) : NOWHERE, data, at);
      }
    }
    return { width, height, data };
  }

  #isHead(point: Point): boolean {
    const across = (point.x - this.#middle.x) / (HEAD.across * this.#eyes);
    const down = (point.y - this.#middle.y + HEAD.above * this.#eyes) / (HEAD.down * this.#eyes);
    return across * across + down * down < 1;
  }

  /** Where in the photograph lies what is seen at `point` when the head is turned. */
  #turned(point: Point, yaw: number): Point {
    if (yaw === 0) return point;
    const turn = (yaw * Math.PI) / 180;
    const u = (point.x - this.#middle.x) / (RADIUS * this.#eyes);
    if (Math.abs(u) >= 1) return point;
    // Only the head turns: above and below it the displacement fades away.
    const v = Math.abs(point.y - this.#middle.y) / this.#eyes;
    const fade = Math.min(1, Math.max(0, (2.2 - v) / 0.6));
    const around = (Math.sin(Math.asin(u) - turn) - Math.max(-1, Math.min(1, u))) * RADIUS;
    const tip = this.#nose.x + (Math.sin(turn) * RADIUS + NOSE * Math.sin(turn)) * this.#eyes;
    const r = Math.hypot(point.x - tip, point.y - this.#nose.y) / (0.35 * this.#eyes);
    const bump = -NOSE * Math.sin(turn) * Math.exp(-r * r);
    return { x: point.x + (around + bump) * fade * this.#eyes, y: point.y };
  }
}

const NOWHERE: Point = { x: Number.NaN, y: Number.NaN };

function mean(points: readonly Point[]): Point {
  return {
    x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
    y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
  };
}

function sample({ width, height, data }: Pixels, { x, y }: Point, into: Uint8ClampedArray, at: number): void {
  into[at + 3] = 255;
  if (!(x >= 0 && y >= 0 && x < width - 1 && y < height - 1)) {
    into.fill(110, at, at + 3);
    return;
  }
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [a, b] = [x - left, y - top];
  const from = 4 * (top * width + left);
  for (let channel = 0; channel < 3; channel++) {
    const pixel = (offset: number) => data[from + offset + channel]!;
    into[at + channel] =
      (1 - b) * ((1 - a) * pixel(0) + a * pixel(4)) + b * ((1 - a) * pixel(4 * width) + a * pixel(4 * width + 4));
  }
}
