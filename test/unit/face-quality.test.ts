import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ARCFACE } from '../../src/face/align.js';
import { assessQuality, type FaceToAssess } from '../../src/face/quality.js';
import { qualityLimits } from '../../src/face/quality-limits.js';
import type { Pixels } from '../../src/image/picture.js';

const WIDTH = 320;
const HEIGHT = 240;
/** The aligned face, 112 pixels wide, lies here in the frame. */
const LEFT = 100;
const TOP = 60;

type Paint = (x: number, y: number) => number;

/** A face as far as light tells one: brow and eyes, nose, mouth as waves of luminance. */
const face: Paint = (x, y) => 130 + 40 * Math.sin(x / 2.2) * Math.cos(y / 2.7) + 15 * Math.sin((x + y) / 9);

function frame(paint: Paint): Pixels {
  const data = new Uint8ClampedArray(4 * WIDTH * HEIGHT);
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const value = paint((i % WIDTH) - LEFT, Math.floor(i / WIDTH) - TOP);
    data.set([value, value, value, 255], 4 * i);
  }
  return { width: WIDTH, height: HEIGHT, data };
}

const straight: FaceToAssess = {
  landmarks: ARCFACE.template.map(({ x, y }) => ({ x: x + LEFT, y: y + TOP })),
  pose: { yaw: 0, pitch: 0, roll: 0 },
  eyes: { left: 0.3, right: 0.3 },
};

const faults = (paint: Paint, changes: Partial<FaceToAssess> = {}) =>
  assessQuality(frame(paint), { ...straight, ...changes }).faults;

const moved = (move: (x: number, y: number) => [number, number]) =>
  straight.landmarks.map(({ x, y }) => {
    const [toX, toY] = move(x, y);
    return { x: toX, y: toY };
  });

describe('the quality gate', () => {
  test('passes a face that is lit, sharp and straight, with and without eyes', () => {
    expect(faults(face)).toEqual([]);
    expect(faults(face, { eyes: null })).toEqual([]);
  });

  const light: [string, Paint][] = [
    ['too-dark', (x, y) => face(x, y) * 0.15],
    ['too-bright', (x, y) => 225 + (face(x, y) - 130) * 0.6],
    ['low-contrast', (x, y) => 120 + 0.1 * face(x, y)],
    ['blurred', (x, y) => 130 + 50 * Math.sin(x / 14) * Math.cos(y / 17)],
    ['covered', (x, y) => (y > 68 ? 90 : face(x, y))],
    ['covered', (x, y) => (y > 38 && y < 64 ? 20 : face(x, y))],
  ];
  test.each(light)('%s', (fault, paint) => {
    expect(faults(paint)).toContain(fault);
  });

  test('a darker picture of a face is neither blurred nor covered', () => {
    expect(faults((x, y) => face(x, y) * 0.15)).toEqual(['too-dark']);
  });

  const poses: [string, FaceToAssess['pose']][] = [
    ['turned', { yaw: 26, pitch: 0, roll: 0 }],
    ['turned', { yaw: 0, pitch: -26, roll: 0 }],
    ['tilted', { yaw: 0, pitch: 0, roll: -26 }],
    ['turned', { yaw: Number.NaN, pitch: 0, roll: 0 }],
  ];
  test.each(poses)('%s by %o', (fault, pose) => {
    expect(faults(face, { pose })).toEqual([fault]);
  });

  test('closed eyes, and eyes that are no numbers', () => {
    expect(faults(face, { eyes: { left: 0.14, right: 0.15 } })).toEqual(['eyes-closed']);
    expect(faults(face, { eyes: { left: Number.NaN, right: 0.3 } })).toEqual(['eyes-closed']);
  });

  test('too far, too close and cut off go by places', () => {
    const scaled = (factor: number) => moved((x, y) => [160 + factor * (x - 156), 120 + factor * (y - 120)]);
    expect(faults(face, { landmarks: scaled(0.6) })).toContain('too-far');
    expect(faults(face, { landmarks: scaled(4) })).toContain('too-close');
    expect(faults(face, { landmarks: moved((x, y) => [x - 130, y]) })).toContain('cut-off');
    expect(faults(face, { landmarks: moved((x, y) => [x - 115, y]) })).not.toContain('cut-off');
  });
});

test('docs/face.md shows the limits that hold', () => {
  const rows = [...readFileSync('docs/face.md', 'utf8').matchAll(/^\| `([a-z-]+)` \|.*\| (\d+(?:\.\d+)?)[^|]*\|$/gm)];
  const limits = qualityLimits;
  expect(Object.fromEntries(rows.map(([, fault, limit]) => [fault, Number(limit)]))).toEqual({
    'too-far': limits.leastEyeDistance,
    'too-close': limits.largestEyeDistance,
    'too-dark': limits.leastLight,
    'too-bright': limits.largestLight,
    'low-contrast': limits.leastContrast,
    turned: limits.largestTurn,
    tilted: limits.largestTilt,
    covered: limits.leastDetail,
    blurred: limits.leastSharpness,
    'eyes-closed': limits.leastEyeOpenness,
  });
});
