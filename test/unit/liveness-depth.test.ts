import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDepthWatch } from '../../src/face/liveness/depth.js';
import { nosePlace } from '../../src/face/liveness/nose-place.js';
import { proportion } from '../../src/face/liveness/proportion.js';
import type { Point } from '../../src/image/warp.js';
import { head, photograph, type Script } from '../support/scripted-face.js';

const landmarksOf = (shown: typeof head, script: Script) => shown(0, script)[1].landmarks;
const square = { left: { x: 0, y: 0 }, right: { x: 1, y: 0 }, from: { x: 0, y: 1 }, to: { x: 1, y: 1 } };
const around = (nose: Point) => [square.left, square.right, nose, square.from, square.to];

describe('nosePlace', () => {
  test('is where the nose is, where the others are the corners of the unit square', () => {
    expect(nosePlace(around({ x: 0.25, y: 0.75 }))).toEqual({ x: 0.25, y: 0.75 });
  });

  test('no projective map of the picture changes it', () => {
    const slope = fc.double({ min: -0.3, max: 0.3, noNaN: true });
    const shift = fc.double({ min: -500, max: 500, noNaN: true });
    fc.assert(
      fc.property(fc.array(slope, { minLength: 6, maxLength: 6 }), shift, shift, ([a, b, c, d, g, h], e, f) => {
        const map = ({ x, y }: Point): Point => {
          const w = 1 + g! * x + h! * y;
          return { x: ((1 + a!) * x + b! * y + e) / w, y: (c! * x + (1 + d!) * y + f) / w };
        };
        const place = nosePlace(around({ x: 0.6, y: 0.45 }).map(map));
        expect(place!.x).toBeCloseTo(0.6, 6);
        expect(place!.y).toBeCloseTo(0.45, 6);
      }),
    );
  });

  test('a head that turns by 20 degrees moves its nose by half the tangent', () => {
    const place = (yaw: number) => nosePlace(landmarksOf(head, { yaw, distance: 1000 }))!.x;
    // The mouth is narrower than the eyes are apart, and the nose, seen between them, moves by a little more for it.
    expect(place(20) - place(0)).toBeCloseTo((0.5 * Math.tan(Math.PI / 9)) / (1 - 0.2 * 0.55), 1);
    expect(place(-20) - place(0)).toBeCloseTo(place(0) - place(20), 6);
  });

  test.each<[string, Point[]]>([
    ['four points', around({ x: 0, y: 0 }).slice(0, 4)],
    ['points that are crossed', [square.right, square.left, { x: 0.5, y: 0.5 }, square.from, square.to]],
    ['points that fall together', around({ x: 0, y: 0 }).map(() => ({ x: 3, y: 3 }))],
    ['points on a line', [0, 1, 2, 3, 4].map((x) => ({ x, y: x }))],
    ['points that are not finite', around({ x: Number.NaN, y: 0 })],
  ])('null for %s', (_, points) => {
    expect(nosePlace(points)).toBeNull();
  });
});

test('proportion is the same for the corners of the mouth and for its middle', () => {
  const five = landmarksOf(head, {});
  expect(proportion(five)).toBeCloseTo(1.1, 2);
  expect(proportion([...five.slice(0, 3), { x: (five[3]!.x + five[4]!.x) / 2, y: five[3]!.y }])).toBeCloseTo(
    proportion(five),
    12,
  );
});

describe('createDepthWatch', () => {
  const see = (frames: readonly (readonly Point[])[]) => {
    const watch = createDepthWatch();
    return frames.map((landmarks) => watch.see(landmarks)).at(-1);
  };
  const sweep = (from: number, to: number) =>
    Array.from({ length: 21 }, (_, index) => from + ((to - from) * index) / 20);

  test('a head that turns has depth, one that hardly turns has not been seen to have any', () => {
    expect(see(sweep(-20, 20).map((yaw) => landmarksOf(head, { yaw })))).toBe(true);
    expect(see(sweep(-8, 8).map((yaw) => landmarksOf(head, { yaw })))).toBe(false);
  });

  test('a photograph has none however it is held', () => {
    expect(see(sweep(-70, 70).map((yaw) => landmarksOf(photograph, { yaw, pitch: yaw / 2, distance: 3 })))).toBe(false);
  });

  test('what a network makes of a photograph that is held very much aside does not count', () => {
    const misjudged = (yaw: number) => {
      const points = [...landmarksOf(photograph, { yaw })];
      const width = points[1]!.x - points[0]!.x;
      points[2] = { x: points[2]!.x + width * 0.4 * Math.sin((yaw * Math.PI) / 180) ** 3, y: points[2]!.y };
      return points;
    };
    expect(see(sweep(-60, 60).map(misjudged))).toBe(false);
    expect(see(sweep(60, -60).map(misjudged))).toBe(false);
  });

  test('one frame alone, and frames without five points, say nothing', () => {
    const straight = landmarksOf(head, {});
    expect(see([straight, straight, landmarksOf(head, { yaw: 30 }), straight, straight])).toBe(false);
    expect(see(sweep(-30, 30).map((yaw) => landmarksOf(head, { yaw }).slice(0, 4)))).toBe(false);
  });
});
