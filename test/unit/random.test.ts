import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../src/cpu/normal-quantile.js';
import { createRandom, restoreRandom } from '../../src/cpu/random.js';

const draw = <T>(count: number, next: () => T): T[] => Array.from({ length: count }, next);

describe('the stream', () => {
  it('is xoshiro128** 1.1', () => {
    const random = restoreRandom([1, 2, 3, 4]);
    expect(draw(8, random.uint32)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849,
    ]);
    expect(random.state()).toEqual([857776784, 3957087773, 2428778008, 3837013768]);
  });

  it('repeats itself for a seed and differs between seeds, also beyond 32 bits', () => {
    const seeds = [0, 1, 2, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1];
    const streams = seeds.map((seed) => draw(4, createRandom(seed).uint32).join());
    expect(new Set(streams).size).toBe(seeds.length);
    expect(seeds.map((seed) => draw(4, createRandom(seed).uint32).join())).toEqual(streams);
  });

  it('keeps its bits from one release to the next', () => {
    expect(draw(3, createRandom(7).uint32)).toEqual([2399339719, 405400109, 3065621641]);
    expect(draw(3, createRandom(7).normal)).toEqual([0.14752154220084238, -1.3141993212550234, 0.5644341840924996]);
    expect(createRandom(7).shuffle([0, 1, 2, 3, 4, 5, 6, 7])).toEqual([6, 5, 3, 4, 0, 1, 2, 7]);
    expect(draw(2, createRandom(7).fork('noise').uint32)).toEqual([1108822253, 2412429900]);
  });

  it('goes on where its state was taken', () => {
    const random = createRandom(3);
    draw(10, random.normal);
    const state = random.state();
    const ahead = draw(20, random.normal);
    expect(draw(20, restoreRandom(JSON.parse(JSON.stringify(state))).normal)).toEqual(ahead);
  });

  it('forks by label and present state without advancing', () => {
    const random = createRandom(3);
    const state = random.state();
    const first = draw(4, random.fork('a').uint32);
    expect(draw(4, random.fork('a').uint32)).toEqual(first);
    expect(draw(4, random.fork('b').uint32)).not.toEqual(first);
    expect(draw(4, random.fork('').uint32)).not.toEqual(draw(4, createRandom(3).uint32));
    expect(random.state()).toEqual(state);
    random.uint32();
    expect(draw(4, random.fork('a').uint32)).not.toEqual(first);
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 53])('refuses seed %s', (seed) => {
    expect(() => createRandom(seed)).toThrow(expect.objectContaining({ code: 'argument-invalid' }));
  });

  it.each([[[0, 0, 0, 0]], [[1, 2, 3]], [[1, 2, 3, 2 ** 32]], [[1, 2, 3, -1]], [[1, 2, 3, 0.5]]])(
    'refuses state %j',
    (state) => {
      expect(() => restoreRandom(state)).toThrow(expect.objectContaining({ code: 'argument-invalid' }));
    },
  );
});

describe('the numbers', () => {
  it('are uniform on [0, 1)', () => {
    const values = draw(100_000, createRandom(1).uniform);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    const buckets = new Array<number>(20).fill(0);
    for (const value of values) {
      buckets[Math.floor(value * 20)]!++;
    }
    const chiSquare = buckets.reduce((sum, count) => sum + (count - 5000) ** 2 / 5000, 0);
    expect(chiSquare).toBeLessThan(43.8); // 99.9 % point of chi-square with 19 degrees of freedom
  });

  it('are standard normal', () => {
    const values = draw(200_000, createRandom(2).normal);
    const moment = (power: number) => values.reduce((sum, x) => sum + x ** power, 0) / values.length;
    // Four standard errors of each moment.
    expect(Math.abs(moment(1))).toBeLessThan(4 * Math.sqrt(1 / values.length));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / values.length));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / values.length));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / values.length));
  });

  it.each([1, 2, 3, 7, 1000, 3 * 2 ** 30, 2 ** 32])('are integers below %d, without favourites', (below) => {
    const random = createRandom(5);
    const thirds = [0, 0, 0];
    let valid = true;
    for (let i = 0; i < 30_000; i++) {
      const value = random.integer(below);
      valid &&= Number.isInteger(value) && value >= 0 && value < below;
      thirds[Math.floor((value / below) * 3)]!++;
    }
    expect(valid).toBe(true);
    // With 3·2³⁰ a plain remainder would put half of all draws into the first third.
    if (below % 3 === 0) for (const count of thirds) expect(Math.abs(count - 10_000)).toBeLessThan(4 * 82);
  });

  it.each([0, -1, 1.5, 2 ** 32 + 1, Number.NaN])('refuses integer(%s)', (below) => {
    expect(() => createRandom(1).integer(below)).toThrow(expect.objectContaining({ code: 'argument-invalid' }));
  });

  it('shuffle into every order equally often and leave the argument alone', () => {
    const random = createRandom(9);
    const items = Object.freeze(['a', 'b', 'c']);
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const order = random.shuffle(items).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(4 * 41);
    expect(random.shuffle([])).toEqual([]);
  });
});

describe('normalQuantile', () => {
  it.each([
    [0.5, 0],
    [0.975, 1.9599639845400536],
    [0.9, 1.2815515655446008],
    [0.25, -0.6744897501960817],
    [1e-3, -3.090232306167813],
    [1e-6, -4.753424308822899],
    [2 ** -33, -6.337957754553789],
    [1 - 2 ** -33, 6.337957754553789],
  ])('at %d is %d', (p, expected) => {
    expect(Math.abs(normalQuantile(p) - expected)).toBeLessThanOrEqual(4e-15 * Math.max(1, Math.abs(expected)));
  });

  it('rises and is odd about one half', () => {
    let previous = Number.NEGATIVE_INFINITY;
    for (let i = 1; i < 4096; i++) {
      const value = normalQuantile(i / 4096);
      expect(value).toBeGreaterThan(previous);
      expect(normalQuantile(1 - i / 4096)).toBe(-value + 0);
      previous = value;
    }
  });
});
