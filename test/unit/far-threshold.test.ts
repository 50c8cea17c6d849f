import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../src/cpu/random.js';
import { farThreshold } from '../../src/metric/calibration/far-threshold.js';
import { acceptedRate, type GroupedDistances, rejectedRate } from '../../src/metric/calibration/grouped.js';
import { correlatedUniform, mostMissed } from '../support/simulated.js';
import { thrown } from '../support/thrown.js';

/** Strangers whose distances are uniform on [0, 4], so that FAR(t) = t/4, with correlation `rho` between those of one person. */
function strangers(random: Random, people: number, each: number, rho: number): GroupedDistances {
  return Array.from({ length: people }, () => correlatedUniform(random, each, rho).map((u) => 4 * u));
}

const RUNS = 800;

/** Thresholds of `RUNS` simulated cohorts, as the FAR that they truly have. */
function trueFars(people: number, each: number, rho: number, far: number, choose = farThreshold): number[] {
  const random = createRandom(7);
  return Array.from({ length: RUNS }, () => choose(strangers(random, people, each, rho), far) / 4);
}

const broken = (fars: readonly number[], far: number) => fars.filter((truth) => truth > far).length / fars.length;
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;

describe('the promised FAR', () => {
  const MOST = mostMissed(RUNS);

  it.each([
    [60, 1, 0, 0.05],
    [300, 1, 0, 0.01],
    [300, 1, 0, 0.1],
    [60, 5, 0, 0.05],
    [60, 5, 0.5, 0.1],
    [60, 5, 1, 0.1],
    [200, 20, 0.9, 0.03],
    [300, 3, 1, 0.05],
    [80, 40, 0.3, 0.1],
  ])('is kept: %i strangers with %i comparisons each, correlation %f, far %f', (people, each, rho, far) => {
    const fars = trueFars(people, each, rho, far);
    expect(broken(fars, far)).toBeLessThan(MOST);
    // A threshold of 0 would keep any promise. Here 60 · 5 comparisons of which none may be accepted are the least: 1/301 = far/15.
    expect(mean(fars)).toBeGreaterThan(far / 20);
  });

  it('is as large as the exact bound allows where every stranger has one comparison', () => {
    // P(Bin(300, 0.1) ≤ 21) = 0.0446 and P(Bin(300, 0.1) ≤ 22) = 0.0683 (scipy.stats.binom.cdf): 21 may be accepted.
    const distances = strangers(createRandom(3), 300, 1, 0);
    const sorted = Float32Array.from(distances.map(([d]) => d!)).sort();
    const threshold = farThreshold(distances, 0.1);
    expect(threshold).toBeLessThan(sorted[21]!);
    expect(threshold).toBeGreaterThanOrEqual(sorted[20]!);
    expect(broken(trueFars(300, 1, 0, 0.1), 0.1)).toBeGreaterThan(0.02);
  });

  it('would be broken by who counts comparisons instead of people', () => {
    const naive = (people: GroupedDistances, far: number) =>
      farThreshold(
        people.flatMap((distances) => Array.from(distances, (distance) => Float32Array.of(distance))),
        far,
      );
    expect(broken(trueFars(60, 20, 0.9, 0.1, naive), 0.1)).toBeGreaterThan(0.2);
    expect(broken(trueFars(60, 20, 0.9, 0.1), 0.1)).toBeLessThan(MOST);
  });

  it('does not let in strangers at one distance together where only some of them fit', () => {
    const people = Array.from({ length: 300 }, (_, i) => Float32Array.of(i < 100 ? 1 : 2));
    expect(farThreshold(people, 0.1)).toBeLessThan(1);
    expect(farThreshold(people, 0.4)).toBeGreaterThanOrEqual(1);
    expect(farThreshold(people, 0.4)).toBeLessThan(2);
    expect(
      farThreshold(
        people.map(() => Float32Array.of(4)),
        0.1,
      ),
    ).toBeLessThan(4);
  });
});

describe('what is refused', () => {
  const people = strangers(createRandom(1), 40, 4, 0);

  it('less than three strangers in 1/far, whatever the number of their pictures, with what is possible and what is missing', () => {
    const error = thrown(() => farThreshold(people, 0.05), 'far-unsupported');
    expect(error.message).toContain('needs pictures of 60 strangers');
    expect(error.message).toContain('add pictures of 20 more, ask for far 0.075 or more, or assume a normal tail');
    expect(farThreshold(people, 0.075)).toBeGreaterThan(0);
  });

  it('strangers at distance 0, nobody, a person without comparisons, a NaN, a share that is none', () => {
    thrown(
      () =>
        farThreshold(
          people.map(() => Float32Array.of(0)),
          0.1,
        ),
      'far-unsupported',
    );
    thrown(() => farThreshold([], 0.1), 'argument-invalid');
    thrown(() => farThreshold([...people, new Float32Array(0)], 0.1), 'argument-invalid');
    thrown(() => farThreshold([...people, Float32Array.of(Number.NaN)], 0.1), 'not-finite');
    for (const far of [0, 1, -1, Number.NaN]) thrown(() => farThreshold(people, far), 'argument-invalid');
  });
});

describe('rates of people', () => {
  it('weigh everyone the same', () => {
    const people = [Float32Array.of(1, 3), Float32Array.of(1), Float32Array.of(3, 3, 3)];
    expect(acceptedRate(people, 1).rate).toBeCloseTo(0.5);
    expect(rejectedRate(people, 1).rate).toBeCloseTo(0.5);
    expect(acceptedRate(people, 3)).toMatchObject({ rate: 1, upper: 1 });
  });

  it.each([0, 0.5, 1])('have intervals that contain the truth, with correlation %f', (rho) => {
    const random = createRandom(5);
    let missed = 0;
    for (let run = 0; run < 600; run++) {
      const { lower, upper } = acceptedRate(strangers(random, 80, 6, rho), 0.4);
      if (lower > 0.1 || upper < 0.1) missed++;
    }
    expect(missed / 600).toBeLessThan(mostMissed(600));
  });
});
