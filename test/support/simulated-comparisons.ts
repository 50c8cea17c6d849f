import type { Random } from '../../src/cpu/random.js';
import type { Comparisons } from '../../src/metric/comparisons/comparisons.js';

/** Squared distances whose error rates are known: both kinds are normal with the deviation √`variance` around their mean. */
export const means = { genuine: 1, impostor: 2 };

/** Comparisons of which no two share anybody. */
export function strangers(random: Random, genuine: number, impostor: number, variance: number): Comparisons {
  const draw = (count: number, mean: number) =>
    Float32Array.from({ length: count }, () => mean + Math.sqrt(variance) * random.normal());
  return { genuine: draw(genuine, means.genuine), impostor: draw(impostor, means.impostor) };
}

export interface Acquaintances {
  readonly identities: number;
  /** Genuine comparisons of each identity. */
  readonly genuine: number;
  /** Impostor comparisons of each pair of identities. */
  readonly impostor: number;
  /** Shares of the variance: of one's own (twice in an impostor comparison), of a pair of identities, of a single comparison. */
  readonly own: number;
  readonly pair: number;
  readonly single: number;
}

/** All comparisons among some identities: some are hard to tell apart from others, some vary more than others. */
export function acquaintances(random: Random, shape: Acquaintances, variance: number): Required<Comparisons> {
  const { identities, own, pair, single } = shape;
  const normal = (share: number) => Math.sqrt(share * variance) * random.normal();
  const lists = { genuine: [] as number[], impostor: [] as number[] };
  const owners = { genuine: [] as number[], impostor: [] as number[] };
  const nearness = Array.from({ length: identities }, () => normal(own));
  for (let a = 0; a < identities; a++) {
    const steadiness = normal(2 * own + pair);
    for (let i = 0; i < shape.genuine; i++) {
      lists.genuine.push(means.genuine + steadiness + normal(single));
      owners.genuine.push(a);
    }
    for (let b = a + 1; b < identities; b++) {
      const likeness = nearness[a]! + nearness[b]! + normal(pair);
      for (let i = 0; i < shape.impostor; i++) {
        lists.impostor.push(means.impostor + likeness + normal(single));
        owners.impostor.push(a, b);
      }
    }
  }
  return {
    genuine: Float32Array.from(lists.genuine),
    impostor: Float32Array.from(lists.impostor),
    identities: { genuine: Uint32Array.from(owners.genuine), impostor: Uint32Array.from(owners.impostor) },
  };
}
