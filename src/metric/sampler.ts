import { type Random, restoreRandom } from '../cpu/random.js';
import { KinfoldError } from '../errors.js';
import { Bag } from './bag.js';

export interface SamplerOptions {
  /** The identity of each picture, as an integer in [0, 2³²). */
  readonly labels: ArrayLike<number>;
  /** P, the identities in a batch: an integer of at least 2 and at most the number of identities with two pictures or more. */
  readonly identities: number;
  /** K, the pictures of each identity in a batch: an integer of at least 2. */
  readonly pictures: number;
  /** The sampler draws from a fork of this stream, which itself does not advance. */
  readonly random: Random;
  /** Goes on where another sampler over the same labels stood; `random` is not used then. */
  readonly state?: SamplerState | undefined;
}

/** A P×K batch: P blocks of K rows, all rows of a block of one identity. */
export interface Batch {
  /** [P·K] places in `labels`. */
  readonly indices: Uint32Array;
  /** [P·K] the labels at those places. */
  readonly labels: Uint32Array;
}

/** What is still to come; plain numbers, fit for JSON. */
export interface SamplerState {
  readonly random: readonly number[];
  readonly identities: readonly number[];
  readonly pictures: readonly (readonly number[])[];
}

export interface Sampler {
  batch(): Batch;
  state(): SamplerState;
}

/**
 * Samples P×K batches (A. Hermans et al., "In defense of the triplet loss for person re-identification", 2017). Identities with a
 * single picture have no positive and are left out. The others come in rounds: each once before any comes again. The pictures
 * of one identity come in rounds too; an identity with fewer than K repeats its pictures as evenly as possible.
 *
 * @throws `one-identity` when all labels are equal, `single-picture` when no identity has two pictures, `argument-invalid` for
 *   no labels, P or K below 2, fewer than P identities with two pictures, or a state that does not fit the labels.
 */
export function createSampler({ labels, identities, pictures, random, state }: SamplerOptions): Sampler {
  const eligible = eligibleIdentities(labels);
  checkCount('identities (P)', identities);
  checkCount('pictures (K)', pictures);
  if (identities > eligible.length) {
    throw new KinfoldError(
      'argument-invalid',
      `sampler: ${identities} identities a batch were asked for but ${eligible.length} have two pictures or more; lower P or add pictures`,
    );
  }
  if (state) checkState(state, eligible);
  const stream = state ? restoreRandom(state.random) : random.fork('sampler');
  const who = new Bag([...eligible.keys()], state?.identities);
  const which = eligible.map((places, identity) => new Bag(places, state?.pictures[identity]));

  const picturesOf = (identity: number): number[] => {
    const places = eligible[identity]!;
    const repeats = Math.floor(pictures / places.length);
    const rest = which[identity]!.draw(pictures - repeats * places.length, stream);
    return [...new Array<readonly number[]>(repeats).fill(places).flat(), ...rest];
  };
  return {
    batch: () => {
      const indices = Uint32Array.from(who.draw(identities, stream).flatMap(picturesOf));
      return { indices, labels: indices.map((place) => labels[place]!) };
    },
    state: () => ({
      random: stream.state(),
      identities: who.pending,
      pictures: which.map((bag) => bag.pending),
    }),
  };
}

/** For each identity with two pictures or more its places in `labels`, in order of first appearance. */
function eligibleIdentities(labels: ArrayLike<number>): readonly (readonly number[])[] {
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
  const eligible = [...places.values()].filter((pictures) => pictures.length >= 2);
  if (eligible.length === 0) {
    throw new KinfoldError(
      'single-picture',
      `sampler: each of the ${places.size} identities has a single picture but a triplet needs two of one; enrol more pictures`,
    );
  }
  return eligible;
}

function checkCount(name: string, count: number): void {
  if (!Number.isInteger(count) || count < 2) {
    throw new KinfoldError(
      'argument-invalid',
      `sampler: ${name} is ${count} but a triplet needs a whole number from 2 on`,
    );
  }
}

function checkState(state: SamplerState, eligible: readonly (readonly number[])[]): void {
  const isPart = (pending: readonly number[], items: ReadonlySet<number>) =>
    new Set(pending).size === pending.length && pending.every((item) => items.has(item));
  const fits =
    isPart(state.identities, new Set(eligible.keys())) &&
    state.pictures.length === eligible.length &&
    state.pictures.every((pending, identity) => isPart(pending, new Set(eligible[identity])));
  if (!fits) {
    throw new KinfoldError(
      'argument-invalid',
      'sampler: the state is of a sampler over other labels; pass the labels that it was saved with',
    );
  }
}
