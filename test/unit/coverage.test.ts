import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../src/cpu/normal-quantile.js';
import { createRandom } from '../../src/cpu/random.js';
import type { Comparisons } from '../../src/metric/comparisons/comparisons.js';
import { ErrorRates } from '../../src/metric/evaluation/error-rates.js';
import type { Estimate } from '../../src/metric/statistics/estimate.js';
import { midP } from '../../src/metric/statistics/intervals.js';
import { acquaintances, means, strangers } from '../support/simulated-comparisons.js';

const SETS = 1000;
/** What is simulated: FAR 1 % at one threshold, FRR 5 % at another, EER 4 %; all three known exactly. */
const EER = 0.04;
const deviation = (means.impostor - means.genuine) / 2 / -normalQuantile(EER);
const variance = deviation ** 2;
const farThreshold = means.impostor + deviation * normalQuantile(0.01);
const frrThreshold = means.genuine + deviation * normalQuantile(0.95);

/** In how many of a hundred of the simulated sets each interval contains the truth. */
function coverage(
  draw: () => Comparisons,
  more: (comparisons: Comparisons) => [string, Estimate, number][] = () => [],
) {
  const covered = new Map<string, number>();
  for (let set = 0; set < SETS; set++) {
    const comparisons = draw();
    const rates = new ErrorRates(comparisons);
    for (const [name, { lower, upper }, truth] of [
      ['FAR', rates.at(farThreshold).far, 0.01],
      ['FRR', rates.at(frrThreshold).frr, 0.05],
      ['EER', rates.eer(), EER],
      ...more(comparisons),
    ] as const) {
      covered.set(name, (covered.get(name) ?? 0) + Number(lower <= truth && truth <= upper));
    }
  }
  const shares = Object.fromEntries([...covered].map(([name, count]) => [name, (100 * count) / SETS]));
  console.info(`coverage of 95 % intervals in ${SETS} simulated sets: ${JSON.stringify(shares)}`);
  return shares;
}

/** As if every comparison were a trial of its own. */
function unaware({ genuine, impostor }: Comparisons): [string, Estimate, number][] {
  const accepted = impostor.filter((distance) => distance <= farThreshold).length;
  const refused = genuine.filter((distance) => distance > frrThreshold).length;
  return [
    ['unaware FAR', { value: 0, ...midP(accepted, impostor.length) }, 0.01],
    ['unaware FRR', { value: 0, ...midP(refused, genuine.length) }, 0.05],
  ];
}

describe('95 % intervals contain the truth in 93 to 97 % of the cases', () => {
  const expectCovered = (shares: Readonly<Record<string, number>>) => {
    for (const name of ['FAR', 'FRR', 'EER']) {
      expect(shares[name], name).toBeGreaterThanOrEqual(93);
      expect(shares[name], name).toBeLessThanOrEqual(97);
    }
  };

  it('where no two comparisons share anybody', () => {
    const random = createRandom(1);
    expectCovered(coverage(() => strangers(random, 300, 2000, variance)));
  });

  it('where they share people, and pairs of people', () => {
    const random = createRandom(2);
    const shape = { identities: 40, genuine: 10, impostor: 4, own: 0.1, pair: 0.2, single: 0.6 };
    const shares = coverage(() => acquaintances(random, shape, variance), unaware);
    expectCovered(shares);
    // What is simulated is hard enough: who takes the comparisons as independent is wrong far too often.
    expect(shares['unaware FAR']).toBeLessThan(85);
    expect(shares['unaware FRR']).toBeLessThan(85);
  });
});
