import { describe, expect, it } from 'vitest';
import * as twin from '../../src/cpu/noise.js';
import { node } from '../../src/ops/noise.js';

describe('twin of noise', () => {
  it('hashes as pcg3d does in unbounded integers', () => {
    const mask = (1n << 32n) - 1n;
    const reference = (counter: readonly number[]) => {
      const v = counter.map((word) => (BigInt(word) * 1664525n + 1013904223n) & mask) as [bigint, bigint, bigint];
      const mix = () => {
        v[0] = (v[0] + v[1] * v[2]) & mask;
        v[1] = (v[1] + v[2] * v[0]) & mask;
        v[2] = (v[2] + v[0] * v[1]) & mask;
      };
      mix();
      for (const i of [0, 1, 2]) v[i]! ^= v[i]! >> 16n;
      mix();
      return v.map(Number);
    };
    const counters: [number, number, number][] = [
      [0, 0, 0],
      [1, 2, 3],
      [0xffffffff, 0x80000000, 12345],
      [7, 0, 0xdeadbeef],
    ];
    for (const counter of counters) {
      expect(twin.randomWords(...counter)).toEqual(reference(counter));
    }
  });

  it('draws standard normal numbers: moments, tails, no correlation with the next element, step or seed', () => {
    const count = 100_000;
    const draw = (first: number, step: number, seed: number) =>
      Float64Array.from({ length: count }, (_, i) => twin.randomNormal(first + i, step, seed));
    const n = draw(0, 3, 42);
    const mean = (f: (value: number, i: number) => number) => n.reduce((sum, value, i) => sum + f(value, i), 0) / count;
    // Each bound is four or more standard errors: √(1, 2, 15, 96 / count).
    expect(Math.abs(mean((x) => x))).toBeLessThan(0.013);
    expect(Math.abs(mean((x) => x ** 2) - 1)).toBeLessThan(0.018);
    expect(Math.abs(mean((x) => x ** 3))).toBeLessThan(0.05);
    expect(Math.abs(mean((x) => x ** 4) - 3)).toBeLessThan(0.13);
    expect(Math.abs(mean((x) => (Math.abs(x) > 1.959964 ? 1 : 0)) - 0.05)).toBeLessThan(0.003);
    for (const other of [draw(1, 3, 42), draw(0, 4, 42), draw(0, 3, 43)]) {
      expect(Math.abs(mean((x, i) => x * other[i]!))).toBeLessThan(0.013);
    }
  });

  it('adds sigma times the number', () => {
    const y = new Float64Array(2);
    twin.forward({ x: Float64Array.of(1, 2), y }, { count: 2, sigma: 0.5, salt: 0, seed: 9, step: 4 });
    expect([...y]).toEqual([1 + 0.5 * twin.randomNormal(0, 4, 9), 2 + 0.5 * twin.randomNormal(1, 4, 9)]);
  });
});

describe('noise as a node', () => {
  it('is for training only', () => expect(node.trainingOnly).toBe(true));

  it.each([{}, { sigma: -1 }, { sigma: Number.NaN }, { sigma: 1, seed: 0.5 }, { sigma: 1, seed: 2 ** 32 }])(
    'refuses the attributes %j',
    (attributes) => {
      expect(() => node.shape('noise', [[4]], attributes as Record<string, number>)).toThrow(
        expect.objectContaining({ code: 'argument-invalid' }),
      );
    },
  );
});
