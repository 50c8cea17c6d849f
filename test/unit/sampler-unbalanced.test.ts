import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/cpu/random.js';
import { createSampler } from '../../src/metric/sampling/sampler.js';

/** One identity with a thousand pictures, three with two, two with one. */
const labels = [...new Array<number>(1000).fill(0), 1, 1, 2, 2, 3, 3, 4, 5];
const singles = [1006, 1007];

const batchesOf = (oneShot: boolean, identities: number, pictures: number, count: number) => {
  const sampler = createSampler({ labels, identities, pictures, oneShot, random: createRandom(3) });
  return Array.from({ length: count }, () => sampler.batch());
};

const tally = (values: readonly number[]) => {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

describe('an unbalanced set', () => {
  it('gives every identity the same share of the rows, however many pictures it has', () => {
    const rows = batchesOf(false, 2, 4, 50).flatMap((batch) => [...batch.labels]);
    expect(Object.fromEntries(tally(rows))).toEqual({ 0: 100, 1: 100, 2: 100, 3: 100 });
  });

  it('draws none of a thousand pictures twice in a round, and repeats two as often as one another', () => {
    const places = batchesOf(false, 4, 4, 250).flatMap((batch) => [...batch.indices]);
    const uses = tally(places);
    expect(Array.from({ length: 1000 }, (_, place) => uses.get(place))).toEqual(new Array(1000).fill(1));
    expect([1000, 1001, 1002, 1003, 1004, 1005].map((place) => uses.get(place))).toEqual(new Array(6).fill(500));
  });

  it('leaves identities with one picture out, unless one shot is enough', () => {
    const left = batchesOf(false, 4, 3, 20).flatMap((batch) => [...batch.indices]);
    expect(left.filter((place) => singles.includes(place))).toEqual([]);
    const taken = batchesOf(true, 6, 3, 20);
    for (const batch of taken) expect(new Set(batch.labels).size).toBe(6);
    const uses = tally(taken.flatMap((batch) => [...batch.indices]));
    expect(singles.map((place) => uses.get(place))).toEqual([60, 60]);
  });

  it('samples a set of single pictures, one shot each', () => {
    const options = { labels: [7, 8, 9], identities: 2, pictures: 2, random: createRandom(1) };
    expect(() => createSampler(options)).toThrow(expect.objectContaining({ code: 'single-picture' }));
    const { indices } = createSampler({ ...options, oneShot: true }).batch();
    expect([indices[0], indices[2]]).toEqual([indices[1], indices[3]]);
    expect(indices[0]).not.toBe(indices[2]);
  });

  it('still needs two identities, and P of them', () => {
    const random = createRandom(1);
    const create = (given: number[], identities: number) => () =>
      createSampler({ labels: given, identities, pictures: 2, oneShot: true, random });
    expect(create([4], 2)).toThrow(expect.objectContaining({ code: 'one-identity' }));
    expect(create([4, 5], 3)).toThrow(expect.objectContaining({ code: 'argument-invalid' }));
  });

  it('goes on from a state, one shot or not, and refuses the state of the other', () => {
    for (const oneShot of [false, true]) {
      const options = { labels, identities: 3, pictures: 5, random: createRandom(8) };
      const source = createSampler({ ...options, oneShot });
      for (let n = 0; n < 7; n++) source.batch();
      const state = JSON.parse(JSON.stringify(source.state()));
      const ahead = Array.from({ length: 9 }, () => source.batch());
      const resumed = createSampler({ ...options, oneShot, random: createRandom(0), state });
      expect(Array.from({ length: 9 }, () => resumed.batch())).toEqual(ahead);
      expect(() => createSampler({ ...options, oneShot: !oneShot, state })).toThrow(
        expect.objectContaining({ code: 'argument-invalid' }),
      );
    }
  });
});
