import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/cpu/random.js';
import type { GroupedDistances } from '../../src/metric/calibration/grouped.js';
import {
  cllr,
  cllrOfUnseen,
  fitLikelihood,
  log10LikelihoodRatio,
} from '../../src/metric/calibration/likelihood-ratio.js';
import { thrown } from '../support/thrown.js';

/** People whose distances are normal around `mean` with deviation 0.25. */
function people(seed: number, count: number, each: number, mean: number): GroupedDistances {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => Float32Array.from({ length: each }, () => mean + 0.25 * random.normal()));
}

describe('likelihood ratios', () => {
  it('of two normal distributions are the true ones', () => {
    // ln LR = ((d − 1.5)² − (d − 1)²)/(2·0.25²) = 10 − 8·d.
    const [genuine, impostor] = [people(1, 4000, 2, 1), people(2, 4000, 3, 1.5)];
    const model = fitLikelihood(genuine, impostor);
    for (const distance of [0.9, 1.1, 1.25, 1.5, 1.7]) {
      expect(log10LikelihoodRatio(model, distance)).toBeCloseTo((10 - 8 * distance) / Math.LN10, 1);
    }
    // The cost of the true ratios, from a million draws; and of unseen people about the same.
    const truth = { offset: 10 / Math.LN10, slope: -8 / Math.LN10, lowest: -9, highest: 9 };
    const perfect = cllr(truth, people(3, 100_000, 1, 1), people(4, 100_000, 1, 1.5));
    expect(cllr(model, people(5, 50_000, 1, 1), people(6, 50_000, 1, 1.5))).toBeCloseTo(perfect, 2);
    expect(cllrOfUnseen(genuine, impostor)).toBeCloseTo(perfect, 1);
  });

  it('weigh people, not comparisons', () => {
    const crowd = [...people(1, 50, 1, 1), new Float32Array(5000).fill(1.6)];
    const same = [...people(1, 50, 1, 1), Float32Array.of(1.6)];
    const impostor = people(2, 50, 1, 1.5);
    const [a, b] = [fitLikelihood(crowd, impostor), fitLikelihood(same, impostor)];
    expect(a.offset).toBeCloseTo(b.offset, 5);
    expect(a.slope).toBeCloseTo(b.slope, 5);
  });

  it('of sides that do not overlap stay finite and claim no more than as many people can show', () => {
    const model = fitLikelihood(people(1, 60, 4, 0.2).map(clamped), people(2, 300, 4, 3));
    expect(model.slope).toBeLessThan(-0.5);
    expect(log10LikelihoodRatio(model, 0)).toBe(Math.log10(100));
    expect(log10LikelihoodRatio(model, 4)).toBe(Math.log10(3 / 60));
    const few = fitLikelihood([Float32Array.of(0.1), Float32Array.of(0.2)], [Float32Array.of(2), Float32Array.of(3)]);
    for (const distance of [0, 1, 4]) expect(log10LikelihoodRatio(few, distance)).toBeCloseTo(0);
  });

  it('say nothing where distance says nothing, or the wrong way round', () => {
    const same = Array.from({ length: 20 }, () => Float32Array.of(1));
    for (const model of [fitLikelihood(same, same), fitLikelihood(people(1, 50, 2, 2), people(2, 50, 2, 1))]) {
      expect(log10LikelihoodRatio(model, 0.5)).toBeCloseTo(0, 6);
      expect(log10LikelihoodRatio(model, 3)).toBeCloseTo(0, 6);
      expect(cllr(model, same, same)).toBeCloseTo(1, 6);
    }
  });

  it('refuse nobody and NaN, and have no cost of unseen people with one person', () => {
    thrown(() => fitLikelihood([], people(1, 3, 1, 1)), 'argument-invalid');
    thrown(() => fitLikelihood(people(1, 3, 1, 1), [Float32Array.of(Number.NaN)]), 'not-finite');
    expect(cllrOfUnseen(people(1, 1, 3, 1), people(2, 9, 1, 2))).toBeNull();
  });
});

const clamped = (distances: Float32Array) => distances.map((d) => Math.max(d, 0));
