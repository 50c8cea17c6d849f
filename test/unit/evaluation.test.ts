import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairDistances } from '../../src/metric/comparisons/pairs.js';
import { evaluate } from '../../src/metric/evaluation/evaluation.js';
import { rank1LeaveOneOut } from '../../src/metric/evaluation/rank.js';
import { eer, tarAtFar } from '../../src/metric/evaluation/roc.js';
import { rows } from '../support/embeddings.js';

const code = (expected: string) => expect.objectContaining({ name: 'KinfoldError', code: expected });

describe('evaluate', () => {
  it('puts the parts together', () => {
    fc.assert(
      fc.property(fc.constantFrom(0.2, 1, 3), fc.nat(), (spread, seed) => {
        const labels = Array.from({ length: 60 }, (_, i) => i % 12);
        const embeddings = rows(labels, 16, spread, seed);
        const { genuine, impostor } = pairDistances(embeddings, labels);
        expect(evaluate(embeddings, labels)).toEqual({
          tarAtFar: { '0.01': tarAtFar(genuine, impostor, 0.01), '0.001': tarAtFar(genuine, impostor, 0.001) },
          eer: eer(genuine, impostor),
          rank1: rank1LeaveOneOut(embeddings, labels),
        });
      }),
      { numRuns: 20 },
    );
  });

  it('is perfect for points and chance for noise', () => {
    const labels = Array.from({ length: 40 }, (_, i) => i % 8);
    expect(evaluate(rows(labels, 16, 0, 1), labels)).toEqual({ tarAtFar: { '0.01': 1, '0.001': 1 }, eer: 0, rank1: 1 });
    const noise = evaluate(rows(labels, 16, 1e6, 1), labels);
    expect(noise.eer).toBeGreaterThan(0.35);
    expect(noise.rank1).toBeLessThan(0.5);
  });

  it('refuses one identity and identities of one picture', () => {
    expect(() => evaluate(rows([0, 0, 0], 4, 1, 1), [0, 0, 0])).toThrow(/impostor/);
    expect(() => evaluate(rows([0, 1, 2], 4, 1, 1), [0, 1, 2])).toThrow(/genuine/);
    expect(() => evaluate(rows([0], 4, 1, 1), [0])).toThrow(code('argument-invalid'));
  });

  it('takes 2,000 embeddings of 512', () => {
    const labels = Array.from({ length: 2000 }, (_, i) => i % 200);
    const embeddings = rows(labels, 512, 1, 1);
    const start = performance.now();
    const { eer, rank1 } = evaluate(embeddings, labels);
    console.info(`evaluate, 2,000 × 512: ${Math.round(performance.now() - start)} ms`);
    expect(eer).toBeLessThan(0.01);
    expect(rank1).toBe(1);
  });
});
