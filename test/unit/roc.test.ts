import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eer, operatingPoint, smallestSupportedFar, tarAtFar } from '../../src/metric/evaluation/roc.js';

const code = (expected: string) => expect.objectContaining({ name: 'KinfoldError', code: expected });

/** Distances from a coarse grid: many ties, within a list and between the two. */
const grid = fc
  .array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 40 })
  .map((steps) => Float32Array.from(steps, (step) => step / 3));

const share = (distances: Float32Array, threshold: number) =>
  distances.filter((d) => d <= threshold).length / distances.length;
const thresholds = (genuine: Float32Array, impostor: Float32Array) =>
  [-1, ...new Set([...genuine, ...impostor])].sort((a, b) => a - b);

describe('tarAtFar', () => {
  it('is the largest TAR of all thresholds whose FAR does not exceed the limit', () => {
    const far = fc.oneof(fc.constantFrom(0, 1, 0.1, 0.5, 1 / 3, 2 / 3), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(grid, grid, far, (genuine, impostor, limit) => {
        const admissible = thresholds(genuine, impostor).filter((t) => share(impostor, t) <= limit);
        expect(tarAtFar(genuine, impostor, limit)).toBe(Math.max(...admissible.map((t) => share(genuine, t))));
        const point = operatingPoint(genuine, impostor, limit);
        const last = Math.max(...admissible);
        expect(point).toEqual({
          threshold: last < 0 ? null : last,
          far: share(impostor, last),
          tar: share(genuine, last),
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('allows exactly k of n impostors at FAR k/n, and fewer just below', () => {
    for (let n = 1; n <= 120; n++) {
      const impostor = Float32Array.from({ length: n }, (_, i) => (i + 1) / n);
      for (let k = 0; k <= n; k++) {
        const point = operatingPoint(Float32Array.of(0), impostor, k / n);
        expect(Math.round(point.far * n), `${k}/${n}`).toBe(k);
        if (k === 0) continue;
        const justBelow = operatingPoint(Float32Array.of(0), impostor, (k / n) * (1 - 2 ** -53));
        expect(Math.round(justBelow.far * n), `just below ${k}/${n}`).toBe(k - 1);
      }
    }
  });

  it('rejects tied impostors together', () => {
    const genuine = Float32Array.of(0.1, 0.5, 0.9);
    const impostor = Float32Array.of(0.5, 0.5, 2, 3);
    expect(operatingPoint(genuine, impostor, 0.25)).toEqual({ threshold: Math.fround(0.1), far: 0, tar: 1 / 3 });
    expect(operatingPoint(genuine, impostor, 0.5)).toEqual({ threshold: Math.fround(0.9), far: 0.5, tar: 1 });
  });

  it('accepts nothing when the nearest pair of all is an impostor', () => {
    expect(operatingPoint(Float32Array.of(0, 1), Float32Array.of(0, 2), 0.1)).toEqual({
      threshold: null,
      far: 0,
      tar: 0,
    });
  });

  it('does not reorder its arguments', () => {
    const genuine = Float32Array.of(3, 1, 2);
    tarAtFar(genuine, Float32Array.of(2, 1), 0.5);
    expect([...genuine]).toEqual([3, 1, 2]);
  });

  it.each<[string, number[], number[], number, string]>([
    ['no genuine pairs', [], [1], 0.1, 'argument-invalid'],
    ['no impostor pairs', [1], [], 0.1, 'argument-invalid'],
    ['a FAR above 1', [1], [1], 1.1, 'argument-invalid'],
    ['a negative FAR', [1], [1], -0.1, 'argument-invalid'],
    ['a FAR of NaN', [1], [1], Number.NaN, 'argument-invalid'],
    ['a NaN distance', [1, Number.NaN], [1], 0.1, 'not-finite'],
    ['an infinite distance', [1], [Number.POSITIVE_INFINITY], 0.1, 'not-finite'],
  ])('refuses %s', (_, genuine, impostor, far, expected) => {
    expect(() => tarAtFar(Float32Array.from(genuine), Float32Array.from(impostor), far)).toThrow(code(expected));
  });
});

describe('eer', () => {
  it('is where the FAR and FRR lines of neighbouring thresholds cross', () => {
    fc.assert(
      fc.property(grid, grid, (genuine, impostor) => {
        const points = thresholds(genuine, impostor).map((t) => [share(impostor, t), 1 - share(genuine, t)] as const);
        const after = points.findIndex(([far, frr]) => far >= frr);
        const [far0, frr0] = points[after - 1]!;
        const [far1, frr1] = points[after]!;
        // The lines FAR(s) and FRR(s), s from 0 to 1, as 2×2 determinants.
        const expected = (far0 * (far1 - frr1) - far1 * (far0 - frr0)) / (far1 - frr1 - (far0 - frr0));
        expect(eer(genuine, impostor)).toBeCloseTo(expected, 12);
      }),
      { numRuns: 1000 },
    );
  });

  it.each<[string, number[], number[], number]>([
    ['separated', [0.1, 0.2], [1, 2, 3], 0],
    ['the wrong way round', [2, 3], [0.1, 0.2, 0.3], 1],
    ['all equal', [1, 1], [1, 1, 1], 0.5],
    ['alternating', [1, 3], [2, 4], 0.5],
    // Between the points (0, 2/3) and (1/2, 1/3): s = 4/5, so 2/5.
    ['one tie', [1, 2, 3], [2, 4], 0.4],
  ])('of lists that are %s', (_, genuine, impostor, expected) => {
    expect(eer(Float32Array.from(genuine), Float32Array.from(impostor))).toBeCloseTo(expected, 12);
  });

  it('refuses empty lists and NaN', () => {
    expect(() => eer(Float32Array.of(), Float32Array.of(1))).toThrow(code('argument-invalid'));
    expect(() => eer(Float32Array.of(1), Float32Array.of())).toThrow(code('argument-invalid'));
    expect(() => eer(Float32Array.of(1), Float32Array.of(Number.NaN))).toThrow(code('not-finite'));
  });
});

describe('smallestSupportedFar', () => {
  it('is the rule of three', () => {
    expect(smallestSupportedFar(3000)).toBe(0.001);
    // (1 − 3/n)^n is just under the 5 % that the rule stands for.
    expect((1 - smallestSupportedFar(3000)) ** 3000).toBeCloseTo(0.05, 2);
    expect(smallestSupportedFar(2)).toBe(1);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses %s comparisons', (impostors) => {
    expect(() => smallestSupportedFar(impostors)).toThrow(code('argument-invalid'));
  });
});
