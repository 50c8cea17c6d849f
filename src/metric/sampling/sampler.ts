import { type Random, restoreRandom } from '../../cpu/random.js';
import { KinfoldError } from '../../errors.js';
import { type HardestNegatives, hardIdentities } from '../mining/hard-identities.js';
import { Bag } from './bag.js';
import { IdentityBags, isPart, otherLabels } from './identity-bags.js';

export interface SamplerOptions {
  /** The identity of each picture, as an integer in [0, 2³²). */
  readonly labels: ArrayLike<number>;
  /** P, the identities in a batch: an integer of at least 2 and at most the number of identities that are not left out. */
  readonly identities: number;
  /** K, the pictures of each identity in a batch: an integer of at least 2. */
  readonly pictures: number;
  /**
   * Takes identities with a single picture too: it is its own positive, K times in a batch. That teaches something only where the
   * K differ, by noise, augmentation or view. Default false: they are left out.
   */
  readonly oneShot?: boolean | undefined;
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
  /** What `mine` found; empty before it was called. */
  readonly strangers: readonly (readonly number[])[];
}

export interface Sampler {
  batch(): Batch;
  /**
   * From now on puts confused identities into one batch. Whoever is drawn brings along the identity of its hardest negative that is not
   * in the batch yet (E. Smirnov et al., "Doppelganger mining for face representation learning", 2017); the rounds go on as
   * before, so that each still comes once before any is drawn again. Replaces what was mined before.
   *
   * @param hardest - of all pictures in the order of `labels`, as `hardestPairs` finds them.
   * @throws KinfoldError `shape-mismatch` for another number of pictures, `argument-invalid` for a negative that is none of them.
   */
  mine(hardest: HardestNegatives): void;
  state(): SamplerState;
}

/**
 * Samples P×K batches (A. Hermans et al., "In defense of the triplet loss for person re-identification", 2017). Identities with a
 * single picture have no positive and are left out, unless `oneShot` is set. The others come in rounds: each once before any comes
 * again, however many pictures it has. The pictures of one identity come in rounds too; an identity with fewer than K repeats its
 * pictures as evenly as possible.
 *
 * @throws `one-identity` when all labels are equal, `single-picture` when no identity has two pictures, `argument-invalid` for
 *   no labels, P or K below 2, fewer than P identities to draw from, or a state that does not fit the labels.
 */
export function createSampler(options: SamplerOptions): Sampler {
  const { labels, identities, pictures, oneShot = false, random, state } = options;
  const bags = new IdentityBags(labels, oneShot ? 1 : 2, state?.pictures);
  checkCount('identities (P)', identities);
  checkCount('pictures (K)', pictures);
  if (identities > bags.count) {
    const those = oneShot ? 'are there' : 'have two pictures or more';
    throw new KinfoldError(
      'argument-invalid',
      `sampler: ${identities} identities a batch were asked for but ${bags.count} ${those}; lower P or add pictures`,
    );
  }
  const everyone = [...Array(bags.count).keys()];
  if (state) checkState(state, new Set(everyone));
  const stream = state ? restoreRandom(state.random) : random.fork('sampler');
  const who = new Bag(everyone, state?.identities);
  let strangers = state?.strangers ?? [];

  /** P identities: whoever is drawn, and right behind it the one that it is confused with. */
  const drawConfused = (): number[] => {
    const drawn = new Set<number>();
    while (drawn.size < identities) {
      const [next] = who.draw(1, stream);
      drawn.add(next!);
      const stranger = strangers[next!]!.find((identity) => !drawn.has(identity));
      if (stranger !== undefined && drawn.size < identities) drawn.add(stranger);
    }
    return [...drawn];
  };
  return {
    batch: () => {
      const drawn = strangers.length > 0 ? drawConfused() : who.draw(identities, stream);
      const indices = Uint32Array.from(drawn.flatMap((identity) => bags.draw(identity, pictures, stream)));
      return { indices, labels: indices.map((place) => labels[place]!) };
    },
    mine: (hardest) => {
      const identitiesOf = Array.from(labels, (label) => bags.identityOf(label));
      strangers = hardIdentities(hardest, identitiesOf, bags.count);
    },
    state: () => ({ random: stream.state(), identities: who.pending, pictures: bags.pending(), strangers }),
  };
}

function checkCount(name: string, count: number): void {
  if (!Number.isInteger(count) || count < 2) {
    throw new KinfoldError(
      'argument-invalid',
      `sampler: ${name} is ${count} but a triplet needs a whole number from 2 on`,
    );
  }
}

function checkState({ identities, strangers }: SamplerState, everyone: ReadonlySet<number>): void {
  const mined = strangers.length === 0 || strangers.length === everyone.size;
  if (!mined || ![identities, ...strangers].every((some) => isPart(some, everyone))) throw otherLabels();
}
