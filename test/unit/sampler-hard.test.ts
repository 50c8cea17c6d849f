import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/cpu/random.js';
import { hardIdentities } from '../../src/metric/mining/hard-identities.js';
import { createSampler } from '../../src/metric/sampling/sampler.js';
import { numbers } from '../support/random.js';

const NONE = 0xffffffff;

describe('the identities of hardest negatives', () => {
  // Pictures of 0, 0, 1, 1, 2, 2, of one that is left out, and of 3.
  const identities = [0, 0, 1, 1, 2, 2, undefined, 3];

  it('come by distance, then by number, each once, without those that are left out', () => {
    const negatives = Uint32Array.of(4, 2, 0, 5, 6, NONE, 0, 4);
    const negativeDistances = Float32Array.of(0.5, 0.5, 0.9, 0.2, 0.1, Number.NaN, 0.1, 1);
    expect(hardIdentities({ negatives, negativeDistances }, identities, 4)).toEqual([[1, 2], [2, 0], [], [2]]);
  });

  it('count a stranger by the nearest of its pictures', () => {
    const negatives = Uint32Array.of(7, 2, 0, 0, 0, 0, 0, 0);
    const negativeDistances = Float32Array.of(0.5, 0.6, 0.9, 0.2, 1, 1, 1, 1);
    expect(hardIdentities({ negatives, negativeDistances }, identities, 4)[0]).toEqual([3, 1]);
  });

  it.each<[string, Uint32Array, Float32Array, string]>([
    ['of other pictures', new Uint32Array(7), new Float32Array(7), 'shape-mismatch'],
    ['without their distances', new Uint32Array(8), new Float32Array(7), 'shape-mismatch'],
    ['that are no pictures', new Uint32Array(8).fill(8), new Float32Array(8), 'argument-invalid'],
  ])('%s are refused', (_, negatives, negativeDistances, code) => {
    expect(() => hardIdentities({ negatives, negativeDistances }, identities, 4)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

const setting = fc.record({
  people: fc.integer({ min: 3, max: 14 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
});

/** Three pictures a person, and for each picture a stranger drawn at random. */
function mined({ people, share, seed }: { people: number; share: number; seed: number }) {
  const labels = Array.from({ length: 3 * people }, (_, place) => place % people);
  const draws = numbers(seed, labels.length, 1, people);
  const negatives = Uint32Array.from(labels, (label, place) => (label + Math.floor(draws[place]!)) % people);
  const negativeDistances = Float32Array.from(numbers(seed + 1, labels.length, 0, 4));
  const identities = 2 + Math.floor(share * (people - 2));
  const hardest = { negatives, negativeDistances };
  return { people, hardest, options: { labels, identities, pictures: 2, random: createRandom(seed) } };
}

describe('a sampler that was given hardest negatives', () => {
  it('puts whoever is drawn next to the hardest stranger that is not in the batch yet', () => {
    // Six people who are confused in pairs: 0 and 1, 2 and 3, 4 and 5.
    const labels = [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5];
    const negatives = Uint32Array.from(labels, (label) => label ^ 1);
    const sampler = createSampler({ labels, identities: 4, pictures: 2, random: createRandom(1) });
    sampler.mine({ negatives, negativeDistances: new Float32Array(12).fill(0.3) });
    for (let n = 0; n < 20; n++) {
      const batch = [...sampler.batch().labels].filter((_, row) => row % 2 === 0);
      expect(batch[1]).toBe(batch[0]! ^ 1);
      expect(batch[3]).toBe(batch[2]! ^ 1);
    }
  });

  it('makes P×K batches of different identities in which each comes once before any is drawn again', () => {
    fc.assert(
      fc.property(setting, (drawn) => {
        const { people, hardest, options } = mined(drawn);
        const sampler = createSampler(options);
        sampler.mine(hardest);
        const unseen = new Set(Array.from({ length: people }, (_, label) => label));
        for (let n = 0; n < people; n++) {
          const { labels } = sampler.batch();
          expect(new Set(labels).size).toBe(options.identities);
          expect(labels.length).toBe(2 * options.identities);
          for (const label of labels) unseen.delete(label);
        }
        // Every batch draws one at least that was not drawn in this round.
        expect(unseen.size).toBe(0);
      }),
    );
  });

  it('goes on from its state with the same batches, and from a plain one as if nothing had been mined', () => {
    fc.assert(
      fc.property(setting, fc.nat(6), (drawn, skipped) => {
        const { hardest, options } = mined(drawn);
        const source = createSampler(options);
        const plain = JSON.parse(JSON.stringify(source.state()));
        expect(createSampler({ ...options, state: plain }).batch()).toEqual(createSampler(options).batch());
        source.batch();
        source.mine(hardest);
        for (let n = 0; n < skipped; n++) source.batch();
        const state = JSON.parse(JSON.stringify(source.state()));
        const ahead = Array.from({ length: 8 }, () => source.batch());
        const resumed = createSampler({ ...options, random: createRandom(0), state });
        expect(Array.from({ length: 8 }, () => resumed.batch())).toEqual(ahead);
      }),
    );
  });

  it('is back where it was when nobody is confused with anybody', () => {
    const { hardest, options } = mined({ people: 5, share: 0.5, seed: 4 });
    const sampler = createSampler(options);
    sampler.mine({ ...hardest, negatives: hardest.negatives.map(() => NONE) });
    const seen = Array.from({ length: 5 }, () => [...sampler.batch().labels]).flat();
    expect(new Set(seen).size).toBe(5);
  });
});
