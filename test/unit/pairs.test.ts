import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairDistances, squaredDistance } from '../../src/metric/comparisons/pairs.js';
import { evaluate } from '../../src/metric/evaluation/evaluation.js';
import { rank1LeaveOneOut } from '../../src/metric/evaluation/rank.js';
import { rows } from '../support/embeddings.js';

const code = (expected: string) => expect.objectContaining({ name: 'KinfoldError', code: expected });
const labelList = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 24 });

describe('pairDistances', () => {
  it('is every pair once, filed by its labels', () => {
    fc.assert(
      fc.property(
        labelList,
        fc.integer({ min: 1, max: 11 }),
        fc.constantFrom(0, 0.5),
        fc.nat(),
        (labels, width, spread, seed) => {
          const embeddings = rows(labels, width, spread, seed);
          const expected: { genuine: number[]; impostor: number[] } = { genuine: [], impostor: [] };
          for (let i = 0; i < labels.length; i++) {
            for (let j = i + 1; j < labels.length; j++) {
              let sum = 0;
              for (let k = 0; k < width; k++) sum += (embeddings[i * width + k]! - embeddings[j * width + k]!) ** 2;
              expected[labels[i] === labels[j] ? 'genuine' : 'impostor'].push(sum);
            }
          }
          const actual = pairDistances(embeddings, labels);
          expect(actual.genuine.length).toBe(expected.genuine.length);
          expect(actual.impostor.length).toBe(expected.impostor.length);
          actual.genuine.forEach((d, n) => {
            expect(Math.abs(d - expected.genuine[n]!)).toBeLessThan(1e-6);
          });
          actual.impostor.forEach((d, n) => {
            expect(Math.abs(d - expected.impostor[n]!)).toBeLessThan(1e-6);
          });
        },
      ),
    );
  });

  it('is exactly zero for equal rows and four for opposite ones', () => {
    const embeddings = Float32Array.of(0.6, 0.8, 0, 0.6, 0.8, 0, -0.6, -0.8, 0);
    expect([...pairDistances(embeddings, [0, 0, 0]).genuine.map((d) => Math.round(d * 1e6) / 1e6)]).toEqual([0, 4, 4]);
    expect(squaredDistance(embeddings, 0, embeddings, 1, 3)).toBe(0);
  });

  it.each<[string, number[], number[], string]>([
    ['no rows', [], [], 'argument-invalid'],
    ['labels for another number of rows', [1, 0, 1, 0, 1], [0, 1], 'shape-mismatch'],
    ['rows of no width', [], [0, 1], 'shape-mismatch'],
    ['a NaN', [1, 0, Number.NaN, 0], [0, 1], 'not-finite'],
    ['an infinite value', [1, 0, Number.POSITIVE_INFINITY, 0], [0, 1], 'not-finite'],
    ['a zero row', [1, 0, 0, 0], [0, 1], 'zero-vector'],
    ['a row that is too long', [1, 0, 0, 1.01], [0, 1], 'argument-invalid'],
  ])('refuses %s', (_, values, labels, expected) => {
    expect(() => pairDistances(Float32Array.from(values), labels)).toThrow(code(expected));
    expect(() => evaluate(Float32Array.from(values), labels)).toThrow(code(expected));
    expect(() => rank1LeaveOneOut(Float32Array.from(values), labels)).toThrow(code(expected));
  });
});
