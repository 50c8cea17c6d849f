import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/cpu/random.js';
import { createSampler, type SamplerOptions } from '../../src/metric/sampling/sampler.js';

/** `[3, 1, 5]` → three pictures of 0, one of 1, five of 2, interleaved. */
function labelsOf(counts: readonly number[]): number[] {
  const labels: number[] = [];
  for (let round = 0; round < Math.max(...counts); round++) {
    counts.forEach((count, label) => {
      if (round < count) labels.push(label);
    });
  }
  return labels;
}

const sampler = (counts: readonly number[], identities: number, pictures: number, seed = 1) =>
  createSampler({ labels: labelsOf(counts), identities, pictures, random: createRandom(seed) });

const tally = (values: Iterable<number>) => {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

const setting = fc
  .record({
    counts: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 12 }),
    pictures: fc.integer({ min: 2, max: 7 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    seed: fc.integer({ min: 0 }),
  })
  .filter(({ counts }) => counts.filter((count) => count >= 2).length >= 2)
  .map(({ counts, pictures, share, seed }) => {
    const eligible = counts.filter((count) => count >= 2).length;
    return { counts, pictures, seed, eligible, identities: 2 + Math.floor(share * (eligible - 2)) };
  });

describe('a batch', () => {
  it('is P blocks of K pictures of different identities, each picture as often as its fellows give or take one', () => {
    fc.assert(
      fc.property(setting, ({ counts, identities, pictures, seed }) => {
        const labels = labelsOf(counts);
        const source = createSampler({ labels, identities, pictures, random: createRandom(seed) });
        for (let n = 0; n < 6; n++) {
          const batch = source.batch();
          expect(batch.indices.length).toBe(identities * pictures);
          expect([...batch.labels]).toEqual([...batch.indices].map((place) => labels[place]));
          const seen: number[] = [];
          for (let block = 0; block < identities; block++) {
            const rows = [...batch.indices.subarray(block * pictures, (block + 1) * pictures)];
            expect(new Set(rows.map((place) => labels[place])).size).toBe(1);
            const label = labels[rows[0]!]!;
            seen.push(label);
            const uses = [...tally(rows).values()];
            expect(uses.length).toBe(Math.min(pictures, counts[label]!));
            expect(Math.max(...uses) - Math.min(...uses)).toBeLessThanOrEqual(1);
            expect(counts[label]).toBeGreaterThanOrEqual(2);
          }
          expect(new Set(seen).size).toBe(identities);
        }
      }),
    );
  });

  it('visits every identity with two pictures once before any again', () => {
    fc.assert(
      fc.property(setting, ({ counts, identities, pictures, seed, eligible }) => {
        const source = sampler(counts, identities, pictures, seed);
        const visits: number[] = [];
        while (visits.length < 3 * eligible) {
          const { labels } = source.batch();
          for (let block = 0; block < identities; block++) visits.push(labels[block * pictures]!);
        }
        for (let round = 0; round < 3; round++) {
          expect(new Set(visits.slice(round * eligible, (round + 1) * eligible)).size).toBe(eligible);
        }
      }),
    );
  });

  it('visits every picture of an identity once before any again', () => {
    const source = sampler([12, 12], 2, 5);
    const drawn: number[] = [];
    for (let n = 0; n < 12; n++) {
      const { indices, labels } = source.batch();
      indices.forEach((place, row) => {
        if (labels[row] === 0) drawn.push(place);
      });
    }
    for (let round = 0; round < 5; round++) expect(new Set(drawn.slice(round * 12, round * 12 + 12)).size).toBe(12);
  });

  it('spreads the odd repeats of a small identity over its pictures', () => {
    const source = sampler([3, 3], 2, 4);
    const uses = tally(Array.from({ length: 30 }, () => [...source.batch().indices]).flat());
    expect([...uses.values()]).toEqual(new Array(6).fill(40));
  });

  it('depends on the seed and on nothing else', () => {
    const first = (seed: number) => [...sampler([5, 5, 5, 5, 5], 3, 2, seed).batch().indices].join();
    expect(first(1)).toBe(first(1));
    expect(new Set([1, 2, 3, 4, 5, 6].map(first)).size).toBeGreaterThan(3);
  });

  it('leaves the stream that it was given where it stood', () => {
    const random = createRandom(1);
    const before = random.state();
    createSampler({ labels: [0, 0, 1, 1], identities: 2, pictures: 2, random }).batch();
    expect(random.state()).toEqual(before);
  });

  it('takes labels of any number', () => {
    const labels = Uint32Array.of(9, 4_000_000_000, 9, 4_000_000_000);
    const batch = createSampler({ labels, identities: 2, pictures: 2, random: createRandom(1) }).batch();
    expect([...batch.labels].sort()).toEqual([4_000_000_000, 4_000_000_000, 9, 9]);
  });
});

describe('the state', () => {
  it('goes on with the same batches', () => {
    fc.assert(
      fc.property(setting, fc.nat(9), ({ counts, identities, pictures, seed }, skipped) => {
        const options: SamplerOptions = { labels: labelsOf(counts), identities, pictures, random: createRandom(seed) };
        const source = createSampler(options);
        for (let n = 0; n < skipped; n++) source.batch();
        const state = JSON.parse(JSON.stringify(source.state()));
        const ahead = Array.from({ length: 8 }, () => source.batch());
        const resumed = createSampler({ ...options, random: createRandom(0), state });
        expect(Array.from({ length: 8 }, () => resumed.batch())).toEqual(ahead);
      }),
    );
  });

  it.each([
    ['an unknown identity', { identities: [2] }],
    ['an identity twice', { identities: [0, 0] }],
    ["another identity's picture", { pictures: [[1], []] }],
    ['too few identities', { pictures: [[]] }],
    ['strangers of other identities', { strangers: [[1], [2]] }],
    ['strangers of too few', { strangers: [[1]] }],
    ['a broken stream', { random: [0, 0, 0, 0] }],
  ])('with %s is refused', (_, wrong) => {
    const options = { labels: [0, 1, 0, 1], identities: 2, pictures: 2, random: createRandom(1) };
    const state = { random: [1, 2, 3, 4], identities: [0], pictures: [[0], [3]], strangers: [], ...wrong };
    expect(() => createSampler({ ...options, state })).toThrow(expect.objectContaining({ code: 'argument-invalid' }));
  });
});

describe('what cannot be sampled', () => {
  it.each<[string, number[], number, number, string]>([
    ['no labels', [], 2, 2, 'argument-invalid'],
    ['one identity', [3, 3, 3], 2, 2, 'one-identity'],
    ['one picture in all', [3], 2, 2, 'one-identity'],
    ['single pictures only', [0, 1, 2], 2, 2, 'single-picture'],
    ['fewer than P with two pictures', [0, 0, 1, 1, 2], 3, 2, 'argument-invalid'],
    ['P of one', [0, 0, 1, 1], 1, 2, 'argument-invalid'],
    ['K of one', [0, 0, 1, 1], 2, 1, 'argument-invalid'],
    ['a fractional K', [0, 0, 1, 1], 2, 2.5, 'argument-invalid'],
    ['NaN identities', [0, 0, 1, 1], Number.NaN, 2, 'argument-invalid'],
  ])('%s', (_, labels, identities, pictures, code) => {
    expect(() => createSampler({ labels, identities, pictures, random: createRandom(1) })).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
