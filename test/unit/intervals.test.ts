import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { betaQuantile, incompleteBeta, studentQuantile } from '../../src/metric/statistics/incomplete-beta.js';
import { clopperPearson, midP } from '../../src/metric/statistics/intervals.js';

const code = (expected: string) => expect.objectContaining({ name: 'KinfoldError', code: expected });

/** P(X = k) for k of 0…n successes in n trials of probability p, from products alone. */
function binomial(n: number, p: number): number[] {
  let mass = [1];
  for (let trial = 0; trial < n; trial++) {
    mass = Array.from({ length: trial + 2 }, (_, k) => (mass[k] ?? 0) * (1 - p) + (mass[k - 1] ?? 0) * p);
  }
  return mass;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('incompleteBeta', () => {
  it.each([
    // I_x(2, 3) = 6x² − 8x³ + 3x⁴, and the arc sine law.
    [0.3, 2, 3, 0.3483],
    [0.01, 0.5, 0.5, (2 / Math.PI) * Math.asin(0.1)],
    // SciPy 1.17's betainc.
    [0.9, 17, 2.5, 0.5879694550846852],
    [0.001, 3, 2998, 0.5769219989411692],
    [0.0501, 500_000, 9_500_000, 0.9265365817268743],
    [0.2, 0.01, 40, 0.9999998434091825],
  ])('I_%f(%f, %f)', (x, a, b, expected) => {
    expect(Math.abs(incompleteBeta(x, a, b) / expected - 1)).toBeLessThan(1e-12);
  });

  it('is the tail of a binomial distribution', () => {
    const whole = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(whole, whole, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (a, b, x) => {
        const tail = sum(binomial(a + b - 1, x).slice(a));
        expect(incompleteBeta(x, a, b)).toBeCloseTo(tail, 12);
        const median = betaQuantile(0.5, a, b);
        expect(incompleteBeta(median, a, b)).toBeCloseTo(0.5, 12);
      }),
    );
  });

  it('is 0 and 1 at the ends', () => {
    expect([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)]).toEqual([0, 1]);
  });
});

describe('studentQuantile', () => {
  // With one degree of freedom it is the Cauchy distribution; the others are tabled.
  it.each([
    [0.05, 1, Math.tan(0.475 * Math.PI)],
    [0.05, 39, 2.022690920036761],
    [0.01, 5, 4.032142983555228],
  ])('%f, %i degrees', (alpha, freedom, expected) => {
    expect(studentQuantile(alpha, freedom)).toBeCloseTo(expected, 9);
  });
});

describe('clopperPearson', () => {
  it.each([
    // No error: (1 − p)^n = 2.5 %, solved by hand; the published table for 5 of 10; SciPy 1.17's beta.ppf for the rest.
    [0, 10, 0, 1 - 0.025 ** 0.1],
    [10, 10, 0.025 ** 0.1, 1],
    [1, 10, 0.0025285785444617848, 0.4450161170281954],
    [5, 10, 0.18708602844739855, 0.8129139715526015],
    [3, 3000, 0.0002062715371622571, 0.0029196164652532663],
    [17, 50_000, 0.00019807460657685847, 0.0005443173081397695],
    [1, 1_000_000, 2.5317807663794178e-8, 5.571630655166939e-6],
  ])('%i errors in %i trials', (errors, trials, lower, upper) => {
    const interval = clopperPearson(errors, trials);
    expect(Math.abs(interval.lower - lower)).toBeLessThanOrEqual(1e-11 * lower);
    expect(Math.abs(interval.upper - upper)).toBeLessThanOrEqual(1e-11 * upper);
  });

  it('contains the truth at least as often as it says, whatever the truth is', () => {
    const rate = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), rate, fc.constantFrom(0.8, 0.95), (trials, p, confidence) => {
        const covered = binomial(trials, p).filter((_, errors) => {
          const { lower, upper } = clopperPearson(errors, trials, confidence);
          return lower <= p && p <= upper;
        });
        expect(sum(covered)).toBeGreaterThanOrEqual(confidence - 1e-12);
      }),
    );
  });
});

describe('midP', () => {
  it('has half of the observed count in the tails beyond its ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(40), (trials, drawn) => {
        const errors = Math.min(drawn, trials);
        const { lower, upper } = midP(errors, trials);
        const tail = (p: number, from: number, to: number) =>
          sum(binomial(trials, p).slice(from, to)) + binomial(trials, p)[errors]! / 2;
        if (errors > 0) expect(tail(lower, errors + 1, trials + 1)).toBeCloseTo(0.025, 10);
        else expect(lower).toBe(0);
        if (errors < trials) expect(tail(upper, 0, errors)).toBeCloseTo(0.025, 10);
        else expect(upper).toBe(1);
      }),
    );
  });

  it('is the rule of three without an error, and takes an effective number of trials', () => {
    expect(midP(0, 3000).upper * 3000).toBeCloseTo(3, 1);
    const [less, between, more] = [midP(4, 100), midP(4.5, 100), midP(5, 100)];
    expect(between.lower).toBeGreaterThan(less.lower);
    expect(between.lower).toBeLessThan(more.lower);
    expect(between.upper).toBeGreaterThan(less.upper);
    expect(between.upper).toBeLessThan(more.upper);
  });
});

describe('refusals', () => {
  it.each([
    [0, 0, 0.95],
    [-1, 10, 0.95],
    [11, 10, 0.95],
    [1.5, 10, 0.95],
    [1, 10.5, 0.95],
    [Number.NaN, 10, 0.95],
    [1, 10, 0],
    [1, 10, 1],
    [1, 10, Number.NaN],
  ])('%f errors in %f trials at %f', (errors, trials, confidence) => {
    expect(() => clopperPearson(errors, trials, confidence)).toThrow(code('argument-invalid'));
  });

  it.each([
    [1, Number.POSITIVE_INFINITY],
    [2, 1],
    [0, 0],
  ])('midP of %f errors in %f trials', (errors, trials) => {
    expect(() => midP(errors, trials)).toThrow(code('argument-invalid'));
  });
});
