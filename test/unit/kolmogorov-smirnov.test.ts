import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/cpu/random.js';
import { kolmogorovSmirnov } from '../../src/metric/statistics/kolmogorov-smirnov.js';
import { mostMissed } from '../support/simulated.js';
import { thrown } from '../support/thrown.js';

describe('the test of Kolmogorov and Smirnov', () => {
  it('takes the largest difference of the distribution functions, with ties as one step', () => {
    const statistic = (a: number[], b: number[]) =>
      kolmogorovSmirnov(Float32Array.from(a), Float32Array.from(b)).statistic;
    expect(statistic([1, 2, 3, 4], [1, 2, 3, 4])).toBe(0);
    expect(statistic([3, 1, 2], [6, 5, 4])).toBe(1);
    expect(statistic([1, 1, 2], [1, 2, 2])).toBeCloseTo(1 / 3);
    expect(statistic([1, 2, 3, 4], [2.5, 3.5])).toBeCloseTo(0.5);
    expect(statistic([0, 0, 0, 5], [0, 5])).toBeCloseTo(0.25);
  });

  it('has the p-values of its limit: Q(1.3581) = 0.05, Q(1.6276) = 0.01', () => {
    // 10,000 and 10,000 values: λ is close to D·√5000.
    const values = Float32Array.from({ length: 10_000 }, (_, i) => i);
    for (const [lambda, pValue] of [
      [1.3581, 0.05],
      [1.6276, 0.01],
    ] as const) {
      const root = Math.sqrt(5000);
      const shift = (lambda / (root + 0.12 + 0.11 / root)) * 10_000;
      const found = kolmogorovSmirnov(
        values,
        values.map((x) => x + shift),
      );
      expect(found.pValue).toBeGreaterThan(pValue * 0.97);
      expect(found.pValue).toBeLessThan(pValue * 1.03);
    }
  });

  it.each([
    [30, 30],
    [50, 400],
    [1000, 20],
  ])('of samples of %i and %i cries wolf in at most one of twenty, and finds a shift', (n, m) => {
    const random = createRandom(n);
    const draw = (length: number, shift: number) => Float32Array.from({ length }, () => random.normal() + shift);
    let [alarms, found] = [0, 0];
    for (let run = 0; run < 1000; run++) {
      if (kolmogorovSmirnov(draw(n, 0), draw(m, 0)).pValue < 0.05) alarms++;
      if (kolmogorovSmirnov(draw(n, 0), draw(m, 1.5)).pValue < 0.05) found++;
    }
    expect(alarms / 1000).toBeLessThan(mostMissed(1000));
    expect(alarms / 1000).toBeGreaterThan(0.015);
    expect(found / 1000).toBeGreaterThan(0.98);
  });

  it('refuses empty samples and NaN', () => {
    thrown(() => kolmogorovSmirnov(new Float32Array(0), Float32Array.of(1)), 'argument-invalid');
    thrown(() => kolmogorovSmirnov(Float32Array.of(1), Float32Array.of(Number.NaN)), 'not-finite');
  });
});
