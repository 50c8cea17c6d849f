import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { squaredDistance } from '../../src/metric/comparisons/pairs.js';
import { rank1, rank1LeaveOneOut } from '../../src/metric/evaluation/rank.js';
import { rows } from '../support/embeddings.js';

const code = (expected: string) => expect.objectContaining({ name: 'KinfoldError', code: expected });
const labelList = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 24 });

describe('rank1', () => {
  /** The row of the smallest distance, the lowest of equals, by sorting all of them. */
  const nearest = (candidates: readonly number[], distance: (row: number) => number) =>
    [...candidates].sort((a, b) => distance(a) - distance(b) || a - b)[0]!;

  it('is the share of probes whose nearest gallery row is their own', () => {
    fc.assert(
      fc.property(
        labelList,
        labelList,
        fc.constantFrom(0, 0.3, 2),
        fc.nat(),
        (galleryLabels, probeLabels, spread, seed) => {
          const width = 5;
          const all = rows([...galleryLabels, ...probeLabels], width, spread, seed);
          const gallery = all.slice(0, galleryLabels.length * width);
          const probes = all.slice(galleryLabels.length * width);
          const counted = [...probeLabels.keys()].filter((q) => galleryLabels.includes(probeLabels[q]!));
          if (counted.length === 0) {
            expect(() => rank1(gallery, galleryLabels, probes, probeLabels)).toThrow(code('argument-invalid'));
            return;
          }
          const hits = counted.filter((q) => {
            const row = nearest([...galleryLabels.keys()], (g) => squaredDistance(probes, q, gallery, g, width));
            return galleryLabels[row] === probeLabels[q];
          });
          expect(rank1(gallery, galleryLabels, probes, probeLabels)).toBe(hits.length / counted.length);
        },
      ),
    );
  });

  it('leaves one out', () => {
    fc.assert(
      fc.property(labelList, fc.constantFrom(0, 0.3, 2), fc.nat(), (labels, spread, seed) => {
        const width = 6;
        const embeddings = rows(labels, width, spread, seed);
        const places = [...labels.keys()];
        const counted = places.filter((i) => places.some((j) => j !== i && labels[j] === labels[i]));
        if (counted.length === 0) {
          expect(() => rank1LeaveOneOut(embeddings, labels)).toThrow(code('argument-invalid'));
          return;
        }
        const hits = counted.filter((i) => {
          const others = places.filter((j) => j !== i);
          return labels[nearest(others, (j) => squaredDistance(embeddings, i, embeddings, j, width))] === labels[i];
        });
        expect(rank1LeaveOneOut(embeddings, labels)).toBe(hits.length / counted.length);
      }),
    );
  });

  it('takes the lowest of equally near rows', () => {
    const row = Float32Array.of(1, 0);
    const gallery = Float32Array.of(1, 0, 1, 0);
    expect(rank1(gallery, [7, 8], row, [7])).toBe(1);
    expect(rank1(gallery, [8, 7], row, [7])).toBe(0);
  });

  it('refuses probes of another width', () => {
    expect(() => rank1(Float32Array.of(1, 0), [0], Float32Array.of(1), [0])).toThrow(code('shape-mismatch'));
  });
});
