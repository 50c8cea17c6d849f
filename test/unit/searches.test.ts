import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { squaredDistance } from '../../src/metric/comparisons/pairs.js';
import { ErrorRates } from '../../src/metric/evaluation/error-rates.js';
import { fnirAtFpir, openSetSearches } from '../../src/metric/evaluation/open-set.js';
import { rank1LeaveOneOut } from '../../src/metric/evaluation/rank.js';
import { retrieval } from '../../src/metric/evaluation/retrieval.js';
import { rows } from '../support/embeddings.js';

const code = (expected: string) => expect.objectContaining({ name: 'KinfoldError', code: expected });
const labelList = fc
  .array(fc.integer({ min: 0, max: 4 }), { minLength: 4, maxLength: 30 })
  .filter((labels) => new Set(labels).size > 1 && new Set(labels).size < labels.length);

describe('retrieval', () => {
  it('is what sorting all pictures for every search gives', () => {
    fc.assert(
      fc.property(labelList, fc.constantFrom(0.3, 1, 3), fc.nat(), (labels, spread, seed) => {
        const width = 6;
        const embeddings = rows(labels, width, spread, seed);
        const places = [...labels.keys()];
        const scores = places.flatMap((probe) => {
          const mates = places.filter((i) => i !== probe && labels[i] === labels[probe]).length;
          if (mates === 0) return [];
          const distance = (i: number) => squaredDistance(embeddings, probe, embeddings, i, width);
          const hits = places
            .filter((i) => i !== probe)
            .sort((a, b) => distance(a) - distance(b) || a - b)
            .map((i) => labels[i] === labels[probe]);
          const precisionAt = (k: number) => hits.slice(0, k).filter(Boolean).length / k;
          const precisions = hits.slice(0, mates).map((hit, place) => (hit ? precisionAt(place + 1) : 0));
          return [{ first: precisionAt(1), r: precisionAt(mates), map: precisions.reduce((a, b) => a + b) / mates }];
        });
        const mean = (pick: (of: (typeof scores)[number]) => number) =>
          scores.reduce((sum, of) => sum + pick(of), 0) / scores.length;
        const found = retrieval(embeddings, labels);
        expect(found.searches).toBe(scores.length);
        expect(found.precisionAt1.value).toBeCloseTo(
          mean((of) => of.first),
          12,
        );
        expect(found.precisionAt1.value).toBeCloseTo(rank1LeaveOneOut(embeddings, labels), 12);
        expect(found.rPrecision.value).toBeCloseTo(
          mean((of) => of.r),
          12,
        );
        expect(found.mapAtR.value).toBeCloseTo(
          mean((of) => of.map),
          12,
        );
        expect(found.rankK[0]!.value).toBe(found.precisionAt1.value);
        expect(found.rankK.at(-1)!.value).toBe(1);
        found.rankK.slice(1).forEach(({ value }, k) => {
          expect(value).toBeGreaterThanOrEqual(found.rankK[k]!.value);
        });
        expect(retrieval(embeddings, labels)).toEqual(found);
      }),
      { numRuns: 40 },
    );
  });

  it('of a hand-worked row: order same, other, same, of three mates', () => {
    // On a circle, at degrees from the first: 10 (same), 20 (other), 30 (same), 170 (same).
    const degrees = [0, 10, 20, 30, 170];
    const embeddings = Float32Array.from(
      degrees.flatMap((d) => [Math.cos((d * Math.PI) / 180), Math.sin((d * Math.PI) / 180)]),
    );
    const labels = [0, 0, 1, 0, 0];
    // First picture: nearest three are same, other, same: R-precision 2/3, MAP@R (1 + 2/3)/3. By the same count the one at 10:
    // 0 and 20 are equally far and the lower row counts first: same, other, same; at 30: other, same, same; at 170: same, other, same.
    const { rPrecision, mapAtR, precisionAt1 } = retrieval(embeddings, labels);
    expect(rPrecision.value).toBeCloseTo(2 / 3, 12);
    expect(precisionAt1.value).toBe(0.75);
    expect(mapAtR.value).toBeCloseTo((3 * (5 / 9) + (1 / 2 + 2 / 3) / 3) / 4, 12);
  });

  it('refuses pictures of which none has a mate', () => {
    expect(() => retrieval(rows([0, 1, 2], 4, 1, 1), [0, 1, 2])).toThrow(code('argument-invalid'));
  });
});

describe('open set', () => {
  it('asks of every picture whether anybody else is nearer than its own', () => {
    fc.assert(
      fc.property(labelList, fc.constantFrom(0.3, 1, 3), fc.nat(), (labels, spread, seed) => {
        const width = 6;
        const embeddings = rows(labels, width, spread, seed);
        const places = [...labels.keys()];
        const nearest = (probe: number, own: boolean) =>
          Math.min(
            ...places
              .filter((i) => i !== probe && (labels[i] === labels[probe]) === own)
              .map((i) => squaredDistance(embeddings, probe, embeddings, i, width)),
          );
        for (const fpir of [0.3, 0.1]) {
          const { threshold, fnir } = fnirAtFpir(embeddings, labels, fpir);
          const limit = threshold ?? -1;
          const f32 = Math.fround;
          const alone = places.filter((i) => f32(nearest(i, false)) <= limit).length / places.length;
          expect(alone).toBeLessThanOrEqual(fpir);
          const mated = places.filter((i) => nearest(i, true) < Number.POSITIVE_INFINITY);
          const missed = mated.filter((i) => nearest(i, true) >= nearest(i, false) || f32(nearest(i, true)) > limit);
          expect(fnir.value).toBeCloseTo(missed.length / mated.length, 12);
          expect(fnir.lower).toBeLessThanOrEqual(fnir.value);
          expect(fnir.upper).toBeGreaterThanOrEqual(fnir.value);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('finds nobody whose own picture is as near as another', () => {
    const same = Float32Array.of(1, 0, 1, 0, 1, 0);
    const searches = openSetSearches(same, [0, 0, 1]);
    expect([...searches.genuine]).toEqual([5, 5]);
    expect([...searches.impostor]).toEqual([0, 0, 0]);
    expect(new ErrorRates(searches).at(3.9).frr.value).toBe(1);
  });

  it('refuses one identity, and no pairs', () => {
    expect(() => fnirAtFpir(rows([0, 0], 4, 1, 1), [0, 0], 0.1)).toThrow(code('argument-invalid'));
    expect(() => fnirAtFpir(rows([0, 1], 4, 1, 1), [0, 1], 0.1)).toThrow(code('argument-invalid'));
  });
});
