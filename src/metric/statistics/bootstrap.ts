import { createRandom } from '../../cpu/random.js';
import { type Estimate, sharesEstimate } from './estimate.js';

const REPLICATES = 2000;
const TAIL = 0.025;

/**
 * The mean of `values` and its 95 % interval by a bootstrap over identities: sets of as many identities, drawn with replacement, each
 * with all its values (B. Efron, 1979; R. Bolle, N. Ratha and S. Pankanti, "Error analysis of pattern recognition systems: the subset
 * bootstrap", 2004). Percentiles 2.5 and 97.5 of the means. Values that are all alike have no spread to draw from; then every identity
 * is one trial.
 *
 * @param values - [N], one at least. @param identities - [N] whose value each is. @param seed - integer in [0, 2⁵³).
 */
export function bootstrapMean(values: readonly number[], identities: ArrayLike<number>, seed: number): Estimate {
  if (values.every((value) => value === values[0])) return sharesEstimate(values, identities);
  const sums = new Map<number, { total: number; count: number }>();
  values.forEach((value, i) => {
    const known = sums.get(identities[i]!) ?? { total: 0, count: 0 };
    sums.set(identities[i]!, { total: known.total + value, count: known.count + 1 });
  });
  const people = [...sums.values()];
  const random = createRandom(seed);
  const means = new Float64Array(REPLICATES).map(() => {
    let total = 0;
    let count = 0;
    for (let drawn = 0; drawn < people.length; drawn++) {
      const person = people[random.integer(people.length)]!;
      total += person.total;
      count += person.count;
    }
    return total / count;
  });
  means.sort();
  const at = (share: number) => means[Math.round(share * (REPLICATES - 1))]!;
  const value = values.reduce((sum, x) => sum + x, 0) / values.length;
  return { value, lower: Math.min(value, at(TAIL)), upper: Math.max(value, at(1 - TAIL)) };
}
