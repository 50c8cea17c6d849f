import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../src/cpu/random.js';
import type { GroupedDistances } from '../../src/metric/calibration/grouped.js';
import { checkTail, normalTail, toleranceFactor } from '../../src/metric/calibration/normal-tail.js';
import { correlatedNormal, mostMissed } from '../support/simulated.js';
import { thrown } from '../support/thrown.js';

const MEAN = 1.6;
const DEVIATION = 0.15;

/** Strangers with as many claims each, whose distances share a part `rho` of their variance. */
function strangers(random: Random, people: number, claims = 1, rho = 0): GroupedDistances {
  return Array.from({ length: people }, () =>
    Float32Array.from(correlatedNormal(random, claims, rho), (normal) => MEAN + DEVIATION * normal),
  );
}

describe('the tolerance factor', () => {
  // Exact factors, by the noncentral t distribution (scipy.stats.nct.ppf(0.95, n - 1, norm.ppf(1 - far) * sqrt(n)) / sqrt(n)).
  it.each([
    [10, 0.01, 3.981],
    [20, 0.01, 3.295],
    [50, 0.01, 2.862],
    [100, 0.01, 2.684],
    [50, 0.1, 1.646],
  ])('of %i people for far %f is %f, to 1 %%', (people, far, exact) => {
    expect(Math.abs(toleranceFactor(people, far) / exact - 1)).toBeLessThan(0.0105);
  });

  it('comes down to the normal quantile with ever more people, and is infinite for those who show nothing', () => {
    expect(toleranceFactor(1e9, 0.001)).toBeCloseTo(3.0902, 3);
    expect(toleranceFactor(2, 0.01)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('a normal tail', () => {
  const RUNS = 800;

  it.each([
    [20, 1, 0, 0.01],
    [61, 1, 0, 0.005],
    [300, 1, 0, 0.001],
    [61, 5, 0.5, 0.005],
    [61, 5, 1, 0.005],
  ])(
    'keeps its FAR if it is one: %i strangers with %i claims each, correlation %f, far %f',
    (people, claims, rho, far) => {
      const random = createRandom(11);
      // The limit at which exactly `far` come nearer.
      const exact = MEAN - DEVIATION * toleranceFactor(1e9, far);
      const limits = Array.from({ length: RUNS }, () => normalTail(strangers(random, people, claims, rho), far));
      const broken = limits.filter((limit) => limit > exact).length / RUNS;
      expect(broken).toBeLessThan(mostMissed(RUNS));
      // A limit of 0 would keep any promise.
      expect(limits.reduce((a, b) => a + b) / RUNS).toBeGreaterThan(exact - 1.5 * DEVIATION);
    },
  );

  it('weighs everyone the same', () => {
    const [few, many] = [Float32Array.of(1.5), Float32Array.of(1.7)];
    const people = Array.from({ length: 40 }, (_, i) => (i % 2 ? few : many));
    const repeated = people.map((distances) => (distances === many ? Float32Array.of(1.7, 1.7, 1.7) : distances));
    expect(normalTail(repeated, 0.01)).toBe(normalTail(people, 0.01));
  });

  it('refuses a share that is none, one too small, too few people, people who lie too far apart, and what is no distance', () => {
    const people = strangers(createRandom(1), 40);
    for (const far of [0, 1, -1, Number.NaN]) thrown(() => normalTail(people, far), 'argument-invalid');
    thrown(() => normalTail(people, 1e-10), 'far-unsupported');
    const few = thrown(() => checkTail(3, 0.01), 'far-unsupported');
    expect(few.message).toContain('takes 4 strangers');
    const apart = [0.1, 2, 0.3, 3].map((distance) => Float32Array.of(distance));
    expect(thrown(() => normalTail(apart, 0.01), 'far-unsupported').message).toContain('leaves no distance');
    thrown(() => normalTail([], 0.01), 'argument-invalid');
    thrown(() => normalTail([...people, Float32Array.of(Number.NaN)], 0.01), 'not-finite');
  });
});
