import type { Pixels } from '../../src/image/picture.js';
import type { Point } from '../../src/image/warp.js';

/** What the puppet does at one moment. */
export interface Gesture {
  /** Degrees; positive towards the right edge of the picture. */
  readonly yaw?: number;
  /** 0: as in the photograph; 1: eyes shut. */
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

/**
 * A photograph of a face that can be made to move: the head turns as a cylinder with a nose, the upper lids come down over the eyes. It lets
 * the pipeline be driven with pictures of people who cannot be asked to stand in front of a camera; it proves nothing about real attacks.
 */
export class Puppet {
  readonly #photo: Pixels;
  readonly #points: readonly Point[];
  readonly #middle: Point;
  readonly #nose: Point;
  readonly #eyes: number;
  readonly #upright: number;

  /** @param points68 of the face in the photograph, in the order of the 300-W annotation. */
  constructor(photo: Pixels, points68: readonly Point[]) {
    this.#photo = photo;
    this.#points = points68;
    const [left, right] = [mean(points68.slice(36, 42)), mean(points68.slice(42, 48))];
    this.#eyes = Math.hypot(right.x - left.x, right.y - left.y);
    this.#upright = Math.atan2(right.y - left.y, right.x - left.x);
    this.#nose = points68[30]!;
    this.#middle = mean([left, right, points68[48]!, points68[54]!]);
  }

  /** A frame in which the eyes are `eyes` pixels apart; what lies beyond the photograph is grey. */
  render({ width, height }: Frame, eyes: number, gesture: Gesture = {}): Pixels {
    const { roll = 0, x: right = 0, y: down = 0 } = gesture;
    const angle = (roll * Math.PI) / 180 - this.#upright;
    const [cos, sin] = [Math.cos(angle) * (this.#eyes / eyes), Math.sin(angle) * (this.#eyes / eyes)];
    const data = new Uint8ClampedArray(4 * width * height);
    for (let row = 0, at = 0; row < height; row++) {
      for (let column = 0; column < width; column++, at += 4) {
        const [x, y] = [column - width / 2 - right, row - height / 2 - down];
        const seen = { x: this.#middle.x + cos * x + sin * y, y: this.#middle.y - sin * x + cos * y };
        sample(this.#photo, this.#shut(this.#turned(seen, gesture.yaw ?? 0), gesture.blink ?? 0), data, at);
      }
    }
    return { width, height, data };
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

  /** Where in the photograph lies what is seen at `point` when the lids are down. */
  #shut(point: Point, blink: number): Point {
    if (blink === 0) return point;
    for (const first of [36, 42]) {
      const eye = this.#points.slice(first, first + 6);
      const centre = mean(eye);
      const halfWidth = 0.62 * Math.hypot(eye[3]!.x - eye[0]!.x, eye[3]!.y - eye[0]!.y);
      const across = (point.x - centre.x) / halfWidth;
      if (Math.abs(across) >= 1) continue;
      const halfHeight = 0.62 * halfWidth * Math.sqrt(1 - across * across);
      const [brow, lid, low] = [centre.y - 2.4 * halfHeight, centre.y - halfHeight, centre.y + 0.85 * halfHeight];
      if (point.y <= brow || point.y >= low) continue;
      const edge = lid + blink * (low - lid);
      // The skin between brow and lid is stretched down to where the lid's edge has come.
      if (point.y >= edge) continue;
      return { x: point.x, y: brow + ((point.y - brow) / (edge - brow)) * (lid - brow) };
    }
    return point;
  }
}

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
