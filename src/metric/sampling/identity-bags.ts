import type { Random } from '../../cpu/random.js';
import { KinfoldError } from '../../errors.js';
import { Bag } from './bag.js';

/** The identities that a batch can hold, numbered in the order of their first appearance, and the pictures of each in a bag. */
export class IdentityBags {
  readonly #places: readonly (readonly number[])[];
  readonly #bags: readonly Bag[];
  readonly #identities: ReadonlyMap<number, number>;

  /**
   * @param labels - [N] the identity of each picture.
   * @param least - pictures below which an identity is left out: 2, or 1 where a picture may be its own positive.
   * @param pending - what an earlier one still had to draw, see `pending`.
   * @throws `argument-invalid`, `one-identity`, `single-picture` as `createSampler`.
   */
  constructor(labels: ArrayLike<number>, least: 1 | 2, pending?: readonly (readonly number[])[]) {
    const byLabel = placesByLabel(labels);
    const eligible = [...byLabel].filter(([, places]) => places.length >= least);
    if (eligible.length === 0) {
      throw new KinfoldError(
        'single-picture',
        `sampler: each of the ${byLabel.size} identities has a single picture but a triplet needs two of one; enrol more pictures, or set oneShot if noise or augmentation makes two of one`,
      );
    }
    this.#places = eligible.map(([, places]) => places);
    this.#identities = new Map(eligible.map(([label], identity) => [label, identity]));
    if (pending) this.#check(pending);
    this.#bags = this.#places.map((places, identity) => new Bag(places, pending?.[identity]));
  }

  get count(): number {
    return this.#places.length;
  }

  /** The identity of a label; undefined if it is left out. */
  identityOf(label: number): number | undefined {
    return this.#identities.get(label);
  }

  /** `count` pictures of an identity, as places in the labels: each as often as its fellows, give or take one. */
  draw(identity: number, count: number, random: Random): number[] {
    const places = this.#places[identity]!;
    const repeats = Math.floor(count / places.length);
    const rest = this.#bags[identity]!.draw(count - repeats * places.length, random);
    return [...new Array<readonly number[]>(repeats).fill(places).flat(), ...rest];
  }

  /** For each identity the pictures that are still to come in its round. */
  pending(): number[][] {
    return this.#bags.map((bag) => bag.pending);
  }

  #check(pending: readonly (readonly number[])[]): void {
    const fits =
      pending.length === this.count &&
      pending.every((places, identity) => isPart(places, new Set(this.#places[identity])));
    if (!fits) throw otherLabels();
  }
}

/** True if every item is in `items` and none comes twice. */
export function isPart(pending: readonly number[], items: ReadonlySet<number>): boolean {
  return new Set(pending).size === pending.length && pending.every((item) => items.has(item));
}

export function otherLabels(): KinfoldError {
  return new KinfoldError(
    'argument-invalid',
    'sampler: the state is of a sampler over other labels or options; pass those that it was saved with',
  );
}

/** The places of each label, in order of first appearance. */
function placesByLabel(labels: ArrayLike<number>): ReadonlyMap<number, readonly number[]> {
  const places = new Map<number, number[]>();
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    const known = places.get(label);
    if (known) known.push(i);
    else places.set(label, [i]);
  }
  if (places.size === 0) {
    throw new KinfoldError('argument-invalid', 'sampler: there are no labels; enrol pictures of two people or more');
  }
  if (places.size === 1) {
    throw new KinfoldError(
      'one-identity',
      `sampler: all ${labels.length} pictures show one identity but a triplet needs a stranger; enrol a second identity`,
    );
  }
  return places;
}
