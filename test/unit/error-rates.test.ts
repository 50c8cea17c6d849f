import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareAll } from '../../src/metric/comparisons/comparisons.js';
import { pairDistances } from '../../src/metric/comparisons/pairs.js';
import { errorCurve } from '../../src/metric/evaluation/error-curve.js';
import { ErrorRates } from '../../src/metric/evaluation/error-rates.js';
import { eer, operatingPoint } from '../../src/metric/evaluation/roc.js';
import { separation } from '../../src/metric/evaluation/separation.js';
import { bootstrapMean } from '../../src/metric/statistics/bootstrap.js';
import { Dependence } from '../../src/metric/statistics/dependence.js';
import { sharesEstimate } from '../../src/metric/statistics/estimate.js';
import { midP } from '../../src/metric/statistics/intervals.js';
import { rows } from '../support/embeddings.js';

const code = (expected: string) => expect.objectContaining({ name: 'KinfoldError', code: expected });
const labels = Array.from({ length: 60 }, (_, i) => i % 12);

describe('ErrorRates', () => {
  it('agree with the figures without intervals, which lie in the intervals', () => {
    fc.assert(
      fc.property(fc.constantFrom(0.3, 1, 3), fc.nat(), (spread, seed) => {
        const embeddings = rows(labels, 16, spread, seed);
        const { genuine, impostor } = pairDistances(embeddings, labels);
        const rates = new ErrorRates(compareAll(embeddings, labels));
        expect(rates.eer().value).toBe(eer(genuine, impostor));
        expect(rates.auc().value).toBeCloseTo(separation(genuine, impostor).auc, 12);
        for (const far of [0.1, 0.01]) {
          const { threshold, tar } = operatingPoint(genuine, impostor, far);
          const measured = rates.tarAtFar(far);
          expect(measured.threshold).toBe(threshold);
          expect(measured.tar.value).toBeCloseTo(tar, 12);
        }
        const { far, frr } = rates.at(1.3);
        expect(far.value).toBe(impostor.filter((d) => d <= 1.3).length / impostor.length);
        expect(frr.value).toBeCloseTo(genuine.filter((d) => d > 1.3).length / genuine.length, 12);
        for (const { value, lower, upper } of [rates.eer(), rates.auc(), rates.tarAtFar(0.01).tar, far, frr]) {
          expect(lower).toBeGreaterThanOrEqual(0);
          expect(lower).toBeLessThanOrEqual(value);
          expect(upper).toBeGreaterThanOrEqual(value);
          expect(upper).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('are mid-P of the counts where no two comparisons share anybody', () => {
    const impostor = Float32Array.from({ length: 2000 }, (_, i) => 1 + i / 2000);
    const genuine = Float32Array.from({ length: 400 }, (_, i) => i / 400);
    const { far, frr } = new ErrorRates({ genuine, impostor }).at(1.0099);
    expect(far.value).toBe(0.01);
    const expected = midP(20, 2000);
    expect(far.lower / expected.lower).toBeCloseTo(1, 1);
    expect(far.upper / expected.upper).toBeCloseTo(1, 1);
    // No error in 400 trials: about 3/400.
    expect([frr.value, frr.lower]).toEqual([0, 0]);
    expect(frr.upper * 400).toBeCloseTo(3, 0);
  });

  it('count a person whose pictures all fail once, not once a picture', () => {
    const people = 50;
    const genuine = Float32Array.from({ length: people * 10 }, (_, i) => (i < 50 ? 1.5 : 0.5));
    const impostor = Float32Array.from({ length: 100 }, () => 2);
    const identities = {
      genuine: Uint32Array.from(genuine, (_, i) => Math.floor(i / 10)),
      impostor: Uint32Array.from({ length: 200 }, (_, i) => i % people),
    };
    const aware = new ErrorRates({ genuine, impostor, identities }).at(1).frr;
    const expected = midP(5, people);
    expect(aware.value).toBe(0.1);
    expect(aware.upper).toBeGreaterThan(expected.upper * 0.98);
    expect(aware.lower).toBeLessThan(expected.lower * 1.02);
    expect(new ErrorRates({ genuine, impostor }).at(1).frr.upper).toBeLessThan(0.14);
  });

  it.each<[string, number[], number[], string]>([
    ['no genuine comparisons', [], [1], 'argument-invalid'],
    ['no impostor comparisons', [1], [], 'argument-invalid'],
    ['a NaN', [1, Number.NaN], [1], 'not-finite'],
  ])('refuse %s', (_, genuine, impostor, expected) => {
    const comparisons = { genuine: Float32Array.from(genuine), impostor: Float32Array.from(impostor) };
    expect(() => new ErrorRates(comparisons)).toThrow(code(expected));
  });

  it('refuse lists without their identities and a FAR that is none', () => {
    const lists = { genuine: Float32Array.of(1), impostor: Float32Array.of(2) };
    const identities = { genuine: Uint32Array.of(1), impostor: Uint32Array.of(1) };
    expect(() => new ErrorRates({ ...lists, identities })).toThrow(code('argument-invalid'));
    expect(() => new ErrorRates(lists).tarAtFar(0)).toThrow(code('argument-invalid'));
  });

  it('take one comparison of each kind, and distances that are all alike', () => {
    const one = new ErrorRates({ genuine: Float32Array.of(0.5), impostor: Float32Array.of(1) });
    expect(one.eer()).toMatchObject({ value: 0, lower: 0 });
    expect(one.eer().upper).toBeGreaterThan(0.5);
    const alike = new ErrorRates({ genuine: new Float32Array(10).fill(1), impostor: new Float32Array(10).fill(1) });
    expect(alike.eer().value).toBeCloseTo(0.5, 12);
    expect(alike.auc().value).toBe(0.5);
  });
});

describe('Dependence', () => {
  it('multiplies residuals of comparisons that share an identity, and no others', () => {
    const identities = fc.integer({ min: 0, max: 5 });
    const residual = fc.double({ min: -1, max: 1, noNaN: true });
    const genuine = fc.array(fc.tuple(identities, residual), { minLength: 1, maxLength: 8 });
    const impostor = fc
      .array(fc.tuple(identities, identities, residual), { minLength: 1, maxLength: 12 })
      .map((all) => all.filter(([a, b]) => a !== b));
    fc.assert(
      fc.property(genuine, impostor, (g, m) => {
        const dependence = new Dependence({
          genuine: new Float32Array(g.length),
          impostor: new Float32Array(m.length),
          identities: {
            genuine: Uint32Array.from(g, ([a]) => a),
            impostor: Uint32Array.from(m.flatMap((pair) => pair.slice(0, 2))),
          },
        });
        const sums = ({ of, sizes }: Dependence['genuine'], residuals: number[]) => {
          const total = new Float64Array(sizes.length);
          residuals.forEach((value, i) => {
            total[of[i]!]! += value;
          });
          return total;
        };
        const all = [...g.map(([a, e]) => ({ who: [a], e })), ...m.map(([a, b, e]) => ({ who: [a, b], e }))];
        let expected = 0;
        for (const one of all) {
          for (const other of all) if (one.who.some((who) => other.who.includes(who))) expected += one.e * other.e;
        }
        const units = [
          sums(
            dependence.genuine,
            g.map(([, e]) => e),
          ),
          sums(
            dependence.impostor,
            m.map(([, , e]) => e),
          ),
        ];
        const apart = units.flatMap((list) => [...list]).reduce((sum, e) => sum + e * e, 0);
        expect(dependence.variance(units[0]!, units[1]!)).toBeCloseTo(Math.max(expected, apart), 10);
      }),
    );
  });
});

describe('shares of people', () => {
  it('count people as trials where all trials are hits', () => {
    const people = Array.from({ length: 200 }, (_, i) => i % 20);
    const all = sharesEstimate(new Array(200).fill(1), people);
    expect(all).toMatchObject({ value: 1, upper: 1 });
    expect((1 - all.lower) * 20).toBeCloseTo(3, 0);
    expect(bootstrapMean(new Array(200).fill(1), people, 0)).toEqual(all);
  });

  it('are wider where a person has the same fate every time', () => {
    const hits = Array.from({ length: 400 }, (_, i) => Number(i % 10 > 0));
    const apart = sharesEstimate(hits, [...hits.keys()]);
    const together = sharesEstimate(
      hits,
      hits.map((_, i) => i % 40),
    );
    expect([apart.value, together.value]).toEqual([0.9, 0.9]);
    expect(together.upper - together.lower).toBeGreaterThan(1.5 * (apart.upper - apart.lower));
    const drawn = bootstrapMean(
      hits,
      hits.map((_, i) => i % 40),
      1,
    );
    expect(Math.abs(drawn.lower - together.lower)).toBeLessThan(0.04);
    expect(Math.abs(drawn.upper - together.upper)).toBeLessThan(0.04);
    expect(bootstrapMean(hits, hits, 1)).toEqual(bootstrapMean(hits, hits, 1));
  });
});

describe('errorCurve', () => {
  it('goes from few acceptances to all, one way', () => {
    const embeddings = rows(labels, 16, 1.5, 3);
    const { genuine, impostor } = new ErrorRates(compareAll(embeddings, labels));
    const curve = errorCurve(genuine, impostor);
    expect(curve.length).toBeLessThanOrEqual(300);
    expect(curve.some(({ far }) => far === 1 / impostor.length)).toBe(true);
    expect(curve.at(-1)!.far).toBe(1);
    curve.slice(1).forEach((point, i) => {
      expect(point.threshold).toBeGreaterThan(curve[i]!.threshold);
      expect(point.far).toBeGreaterThanOrEqual(curve[i]!.far);
      expect(point.frr).toBeLessThanOrEqual(curve[i]!.frr);
    });
    expect(errorCurve(Float32Array.of(0.5), Float32Array.of(1))).toHaveLength(2);
  });
});
