import { describe, expect, it } from 'vitest';
import { augmentRow, forward } from '../../src/cpu/augment.js';
import { type Augmentation, augmentParams } from '../../src/cpu/augmentation.js';
import { expectClose } from '../support/compare.js';
import { numbers } from '../support/random.js';

const SIDE = 17;
const MIDDLE = 8;

/** `rows` views of one picture of 17 × 17 pixels, in f64. */
function views(
  picture: (x: number, y: number, channel: number) => number,
  attributes: Augmentation,
  rows = 200,
  channels = 1,
) {
  const length = SIDE * SIDE * channels;
  const one = Float64Array.from({ length }, (_, i) => {
    const pixel = Math.floor(i / channels);
    return picture(pixel % SIDE, Math.floor(pixel / SIDE), i % channels);
  });
  const x = new Float64Array(rows * length);
  for (let row = 0; row < rows; row++) x.set(one, row * length);
  const y = new Float64Array(rows * length);
  forward({ x, y }, { rows, ...augmentParams('test', [SIDE, SIDE, channels], attributes), seed: 3, step: 5 });
  return Array.from({ length: rows }, (_, row) => {
    const view = y.subarray(row * length, (row + 1) * length);
    return { view, at: (x: number, y: number, channel = 0) => view[(y * SIDE + x) * channels + channel]! };
  });
}

/** Draws spread over [from, to]: within it, and near both its ends. */
function expectSpread(values: readonly number[], from: number, to: number): void {
  const [least, most, room] = [Math.min(...values), Math.max(...values), to - from];
  expect(least).toBeGreaterThan(from - 1e-9);
  expect(least).toBeLessThan(from + 0.1 * room);
  expect(most).toBeGreaterThan(to - 0.1 * room);
  expect(most).toBeLessThan(to + 1e-9);
}

const column = (x: number) => x;
/** Changes of a view of `column` from the middle along x and y: cos and sin of the angle over the zoom. */
const slopes = ({ at }: ReturnType<typeof views>[number]) =>
  [at(MIDDLE + 1, MIDDLE) - at(MIDDLE, MIDDLE), at(MIDDLE, MIDDLE + 1) - at(MIDDLE, MIDDLE)] as const;

describe('twin of augment', () => {
  it('leaves the picture as it is where everything is off', () => {
    for (const { view } of views((x, y) => 7 * x + y, {}, 3)) {
      expect([...view]).toEqual(Array.from(view, (_, i) => 7 * (i % SIDE) + Math.floor(i / SIDE)));
    }
  });

  it('mirrors a part of the rows, exactly', () => {
    const mirrored = views(column, { flip: 0.25 }, 2000).filter(
      ({ at }) => at(0, 0) === SIDE - 1 && at(3, 5) === SIDE - 4,
    );
    // Four standard errors.
    expect(Math.abs(mirrored.length / 2000 - 0.25)).toBeLessThan(0.039);
    expect(views(column, { flip: 1 }, 50).every(({ at }) => at(1, 2) === SIDE - 2)).toBe(true);
  });

  it('moves by up to the fraction of each side', () => {
    expectSpread(
      views(column, { shift: 0.25 }).map(({ at }) => at(MIDDLE, MIDDLE) - MIDDLE),
      -0.25 * SIDE,
      0.25 * SIDE,
    );
    expectSpread(
      views((_, y) => y, { shift: 0.25 }).map(({ at }) => at(MIDDLE, 3) - 3),
      -3,
      0.25 * SIDE,
    );
  });

  it('zooms and turns around the middle', () => {
    const zoomed = views(column, { scale: 0.2 });
    expect(zoomed.every(({ at }) => Math.abs(at(MIDDLE, MIDDLE) - MIDDLE) < 1e-9)).toBe(true);
    expectSpread(
      zoomed.map((view) => 1 / slopes(view)[0]),
      0.8,
      1.2,
    );
    const turned = views(column, { rotate: 0.5 }).map(slopes);
    expectSpread(
      turned.map(([x, y]) => Math.atan2(-y, x)),
      -0.5,
      0.5,
    );
    expect(turned.every(([x, y]) => Math.abs(Math.hypot(x, y) - 1) < 1e-9)).toBe(true);
  });

  it('keeps a turned picture a turned picture when it is mirrored', () => {
    for (const view of views((x, y) => x + 100 * y, { flip: 1, rotate: 0.5 }, 20)) {
      const [x, y] = slopes(view);
      // Of (x, y): along x (−cos, −sin), along y (−sin, cos): the determinant is −1.
      const [cos, sin] = [(100 * y - x) / 10001, (-100 * x - y) / 10001];
      expect(Math.hypot(cos, sin)).toBeCloseTo(1, 9);
    }
  });

  it('changes contrast, brightness, channels and light', () => {
    const flat = (attributes: Augmentation) => views(() => 2, attributes, 200, 3);
    expectSpread(
      flat({ gain: 0.3 }).map(({ at }) => at(4, 9)),
      1.4,
      2.6,
    );
    expectSpread(
      flat({ offset: 0.5 }).map(({ at }) => at(4, 9, 1)),
      1.5,
      2.5,
    );
    const tinted = flat({ tint: 0.1 });
    for (const channel of [0, 1, 2])
      expectSpread(
        tinted.map(({ at }) => at(4, 9, channel)),
        1.8,
        2.2,
      );
    expect(tinted.filter(({ at }) => Math.abs(at(0, 0, 0) - at(0, 0, 1)) > 0.01).length).toBeGreaterThan(150);
    const lit = flat({ shade: 0.4 });
    expect(lit.every(({ at }) => Math.abs(at(MIDDLE, MIDDLE) - 2) < 1e-12)).toBe(true);
    expectSpread(
      lit.map(({ at }) => at(MIDDLE + 1, 3) - at(MIDDLE, 3)),
      -0.4 / SIDE,
      0.4 / SIDE,
    );
    expectSpread(
      lit.map(({ at }) => at(7, MIDDLE + 1) - at(7, MIDDLE)),
      -0.4 / SIDE,
      0.4 / SIDE,
    );
    expect(lit.every(({ at }) => Math.abs(at(0, 0) - 2 * at(1, 1) + at(2, 2)) < 1e-12)).toBe(true);
  });

  it('blurs by up to the standard deviation, and loses nothing', () => {
    const blurred = views((x, y) => (x === MIDDLE && y === MIDDLE ? 1 : 0), { blur: 2 });
    const deviations = blurred.map(({ view }) => {
      const moment = (power: number) => view.reduce((sum, value, i) => sum + value * ((i % SIDE) - MIDDLE) ** power, 0);
      expect(moment(0)).toBeCloseTo(1, 9);
      expect(moment(1)).toBeCloseTo(0, 9);
      return moment(2);
    });
    // Interpolation between pixels adds up to 1/8 to the taps' variance.
    expect(Math.max(...deviations)).toBeGreaterThan(3.2);
    expect(Math.max(...deviations)).toBeLessThan(4.125);
    expect(Math.min(...deviations)).toBeLessThan(0.2);
  });

  it('adds normal noise, other for every value and row', () => {
    const noise = views(() => 0, { noise: 0.5 }, 150).flatMap(({ view }) => [...view]);
    const mean = (f: (value: number, i: number) => number) => noise.map(f).reduce((a, b) => a + b) / noise.length;
    // Four standard errors, √(1 / count) and √(2 / count) of 43,350 values.
    expect(Math.abs(mean((value) => value))).toBeLessThan(0.5 * 0.0192);
    expect(Math.abs(mean((value) => value ** 2) - 0.25)).toBeLessThan(0.25 * 0.0272);
    for (const next of [1, SIDE * SIDE]) {
      expect(Math.abs(mean((value, i) => value * (noise[i + next] ?? 0)))).toBeLessThan(0.25 * 0.0192);
    }
  });

  it('erases rectangles inside of the picture, of a part of the rows', () => {
    const rows = views(() => 1, { erase: 0.5, eraseSize: 0.4, fill: -3 }, 1000);
    const holes = rows.flatMap(({ view }) => {
      const cells = [...view].flatMap((value, i) => (value === -3 ? [[i % SIDE, Math.floor(i / SIDE)] as const] : []));
      if (cells.length === 0) return [];
      const range = (axis: 0 | 1) => {
        const all = cells.map((cell) => cell[axis]);
        return Math.max(...all) - Math.min(...all) + 1;
      };
      expect(cells.length).toBe(range(0) * range(1));
      return [range(0), range(1)];
    });
    expect(Math.abs(holes.length / 2000 - 0.5)).toBeLessThan(0.064);
    expect([Math.min(...holes), Math.max(...holes)]).toEqual([1, 7]);
  });
});

describe('augmentRow', () => {
  const attributes = { flip: 0.5, shift: 0.1, rotate: 0.2, gain: 0.2, blur: 1, noise: 0.1, erase: 0.5, eraseSize: 0.5 };
  const shape = [5, 4, 3] as const;

  it('is the row of the batch, and leaves its picture alone', () => {
    const x = Float32Array.from(numbers(1, 4 * 60));
    const y = new Float32Array(4 * 60);
    forward({ x, y }, { rows: 4, ...augmentParams('test', shape, attributes), seed: 8, step: 2 });
    const picture = x.slice(120, 180);
    expectClose('row 2', augmentRow(picture, shape, attributes, 2, 2, 8), y.subarray(120, 180), {
      relative: 0,
      absolute: 0,
    });
    expect(picture).toEqual(x.slice(120, 180));
  });

  it('differs from row to row, step to step and seed to seed', () => {
    const x = Float32Array.from(numbers(1, 60));
    const counters = [0, 1, 2, 3].map((moved) => [1, 2, 3].map((place) => Number(moved === place)));
    const seen = counters.map(([row, step, seed]) => augmentRow(x, shape, attributes, row!, step!, seed!).join());
    expect(new Set(seen).size).toBe(4);
  });
});
