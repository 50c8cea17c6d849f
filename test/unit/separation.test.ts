import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBetter, separation } from '../../src/metric/evaluation/separation.js';
import { refusal } from '../support/refusal.js';

const of = (...values: number[]) => Float32Array.from(values);

describe('separation', () => {
  it('computes a hand-worked case with a tie', () => {
    const { eer, auc, decidability } = separation(of(3, 1), of(3, 4, 2));
    // Pairs in the right order: (1,3) (1,4) (1,2) (3,4); a tie: (3,3); wrong: (3,2).
    expect(auc).toBeCloseTo(4.5 / 6, 12);
    expect(eer).toBeCloseTo(0.4, 12);
    expect(decidability).toBeCloseTo((3 - 2) / Math.sqrt((1 + 2 / 3) / 2), 6);
  });

  it('is perfect where a threshold separates the lists, and d′ goes on', () => {
    const near = separation(of(0.1, 0.2), of(0.5, 0.7));
    const far = separation(of(0.1, 0.2), of(1.5, 1.7));
    expect([near.eer, near.auc, far.eer, far.auc]).toEqual([0, 1, 0, 1]);
    expect(isBetter(far, near)).toBe(true);
    expect(isBetter(near, far)).toBe(false);
    expect(Number.isFinite(separation(of(1), of(1)).decidability)).toBe(true);
  });

  it('has the AUC of all pairs of pairs', () => {
    const distances = fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(distances, distances, (genuine, impostor) => {
        const wins = genuine.flatMap((g) => impostor.map((m): number => (g < m ? 1 : g === m ? 0.5 : 0)));
        const expected = wins.reduce((a, b) => a + b) / wins.length;
        expect(separation(of(...genuine), of(...impostor)).auc).toBeCloseTo(expected, 12);
      }),
    );
  });

  it('orders by EER, then AUC, then d′, and nothing is better than itself', () => {
    const score = (eer: number, auc: number, decidability: number) => ({ eer, auc, decidability });
    expect(isBetter(score(0.1, 0.5, 0), score(0.2, 0.9, 9))).toBe(true);
    expect(isBetter(score(0.1, 0.9, 0), score(0.1, 0.8, 9))).toBe(true);
    expect(isBetter(score(0.1, 0.9, 2), score(0.1, 0.9, 1))).toBe(true);
    expect(isBetter(score(0.1, 0.9, 2), score(0.1, 0.9, 2))).toBe(false);
    expect(isBetter(score(Number.NaN, 1, 9), score(0.1, 0.9, 2))).toBe(false);
  });

  it('refuses empty lists and distances that are not finite', () => {
    expect(() => separation(of(), of(1))).toThrow(refusal('argument-invalid'));
    expect(() => separation(of(1), of(Number.NaN))).toThrow(refusal('not-finite'));
  });
});
