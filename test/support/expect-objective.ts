import { expect } from 'vitest';
import {
  candidates,
  type Distances,
  distancesOf,
  type Embedded,
  type Kind,
  lossOf,
  type Triple,
} from './brute-force.js';
import { expectClose } from './compare.js';
import type { Measured } from './objectives.js';
import { tripletsOf } from './triplets.js';

const drawing = ['random', 'random-semi-hard', 'distance-weighted'];

/**
 * Throws unless each result is what triple loops over the batch give: the mined triplets as a set (of a miner that draws: one of those that
 * qualify for every pair that has any), the loss to 1e-5, the gradient to 1e-4, both relative to 1 or more.
 * @returns how many triplets were compared.
 */
export function expectObjectives(name: string, batch: Embedded, results: readonly Measured[]): number {
  const known = new Map<string, { distances: Distances; negatives: Measured['negatives']; mined: Triple[] }>();
  let compared = 0;
  for (const { kind, stats, negatives, gradient } of results) {
    const label = `${name}: ${Object.values(kind).join(' ')}`;
    if (!known.has(kind.distance)) {
      const distances = distancesOf(batch, kind.distance);
      known.set(kind.distance, { distances, negatives, mined: expectMined(label, batch, distances, kind, negatives) });
    }
    const first = known.get(kind.distance)!;
    // Loss and reducer do not change what is mined.
    if (negatives.some((negative, at) => negative !== first.negatives[at])) throw new Error(`${label}: mined others`);
    const reference = lossOf(batch, first.distances, first.mined, kind);
    expectClose(`${label}: loss`, [stats.loss], [reference.loss], { relative: 1e-5, absolute: 1e-5 });
    expectClose(`${label}: gradient`, gradient, reference.gradient, { relative: 1e-4, absolute: 1e-4 });
    if (stats.triplets !== first.mined.length) throw new Error(`${label}: ${stats.triplets} triplets were counted`);
    compared += first.mined.length;
  }
  return compared;
}

function expectMined(label: string, batch: Embedded, distances: Distances, kind: Kind, negatives: ArrayLike<number>) {
  const got = tripletsOf(negatives, batch.rows, batch.labels);
  const mined = got.map((triple) => triple.split(' ').map(Number) as unknown as Triple);
  const possible = candidates(batch, distances, kind);
  const expected = possible.map((triple) => triple.join(' '));
  if (!drawing.includes(kind.miner)) expect(got, label).toEqual(expected);
  else {
    const pairs = (list: readonly Triple[]) => [...new Set(list.map(([a, p]) => `${a} ${p}`))];
    expect(
      mined.map(([a, p]) => `${a} ${p}`),
      label,
    ).toEqual(pairs(possible));
    expect(
      got.filter((triple) => !expected.includes(triple)),
      label,
    ).toEqual([]);
  }
  return mined;
}
