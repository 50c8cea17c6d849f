import type { Comparisons } from '../comparisons/comparisons.js';

/** Comparisons that are taken together, because they are of the same people: of one identity, or of one pair of identities. */
export interface Units {
  /** [comparisons] the unit of each. */
  readonly of: Uint32Array;
  /** [units] comparisons in each. */
  readonly sizes: Uint32Array;
  /** How many identities there are in all units. */
  readonly identities: number;
  /** [units] the identities of a unit, twice the same one for a unit of one identity. */
  readonly first: readonly number[];
  readonly second: readonly number[];
}

/**
 * Which comparisons depend on which: those that share an identity, be it one of a pair. The variance of a sum over them is the sum of
 * all products of two residuals whose comparisons share one (M. Fafchamps and F. Gubert, "The formation of risk sharing networks",
 * 2007; P. Aronow, C. Samii and V. Assenova, "Cluster-robust variance estimation for dyadic data", 2015). A bootstrap that draws
 * identities would count what belongs to a pair of identities alone up to three times (A. Owen, "The pigeonhole bootstrap", 2007).
 */
export class Dependence {
  readonly genuine: Units;
  readonly impostor: Units;
  readonly #identities = new Map<number, number>();

  constructor({ genuine, impostor, identities }: Comparisons) {
    // Without names everybody is somebody else.
    const genuineOwner = (i: number) => identities?.genuine[i] ?? i;
    const impostorOwner = (i: number, side: 0 | 1) => identities?.impostor[2 * i + side] ?? genuine.length + i;
    this.genuine = this.#group(genuine.length, genuineOwner, genuineOwner);
    this.impostor = this.#group(
      impostor.length,
      (i) => impostorOwner(i, 0),
      (i) => impostorOwner(i, 1),
    );
  }

  /**
   * The variance of the sum of all residuals, added up to `genuine` [units] and `impostor` [units]. Sums of a unit are independent at
   * the least, so it is never below the sum of their squares.
   */
  variance(genuine: Float64Array, impostor: Float64Array): number {
    const sums = new Float64Array(this.#identities.size);
    let apart = 0;
    let shared = 0;
    for (const [units, residuals] of [
      [this.genuine, genuine],
      [this.impostor, impostor],
    ] as const) {
      for (let unit = 0; unit < residuals.length; unit++) {
        const residual = residuals[unit]!;
        const [a, b] = [units.first[unit]!, units.second[unit]!];
        sums[a]! += residual;
        apart += residual * residual;
        if (a === b) continue;
        sums[b]! += residual;
        // A pair of identities meets itself in the square of both.
        shared += residual * residual;
      }
    }
    let squares = 0;
    for (const sum of sums) squares += sum * sum;
    return Math.max(squares - shared, apart);
  }

  #group(count: number, first: (i: number) => number, second: (i: number) => number): Units {
    const known = new Map<number, number>();
    const of = new Uint32Array(count);
    const sizes: number[] = [];
    const ends: [number[], number[]] = [[], []];
    for (let i = 0; i < count; i++) {
      const [a, b] = [this.#number(first(i)), this.#number(second(i))];
      const key = Math.max(a, b) * 2 ** 26 + Math.min(a, b);
      let unit = known.get(key);
      if (unit === undefined) {
        unit = known.size;
        known.set(key, unit);
        sizes.push(0);
        ends[0].push(a);
        ends[1].push(b);
      }
      of[i] = unit;
      sizes[unit]!++;
    }
    const identities = new Set([...ends[0], ...ends[1]]).size;
    return { of, sizes: Uint32Array.from(sizes), identities, first: ends[0], second: ends[1] };
  }

  #number(identity: number): number {
    const known = this.#identities.get(identity) ?? this.#identities.size;
    this.#identities.set(identity, known);
    return known;
  }
}
