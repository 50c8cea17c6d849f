import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listedFile, parsePairList } from '../../src/metric/comparisons/pair-list.js';
import { foldAccuracy } from '../../src/metric/evaluation/folds.js';

const code = (expected: string) => expect.objectContaining({ name: 'KinfoldError', code: expected });

describe('parsePairList', () => {
  const list = ['2\t1', 'Ann_Lee\t1\t4', 'Ann_Lee\t2\tBo_Li\t13', 'Bo_Li\t3\t1', 'Bo_Li\t2\tCy\t1'].join('\n');

  it('reads folds of pairs as LFW writes them', () => {
    const [one, two] = parsePairList(`${list}\n`);
    expect(one).toEqual([
      { first: { name: 'Ann_Lee', number: 1 }, second: { name: 'Ann_Lee', number: 4 }, same: true },
      { first: { name: 'Ann_Lee', number: 2 }, second: { name: 'Bo_Li', number: 13 }, same: false },
    ]);
    expect(two!.map(({ same }) => same)).toEqual([true, false]);
    expect(listedFile(one![1]!.second)).toBe('Bo_Li/Bo_Li_0013.jpg');
    expect(listedFile({ name: 'Cy', number: 12345 })).toBe('Cy/Cy_12345.jpg');
  });

  it('reads the list of one fold that only says how many pairs there are, and other ends of lines', () => {
    const one = `2\r\n${list.split('\n').slice(1).join('\r\n')}\r\n\r\n`;
    expect(parsePairList(one)).toEqual([parsePairList(list).flat()]);
  });

  it.each([
    ['', 1],
    ['ten\t300', 1],
    ['1\t2\t3', 1],
    ['1\t0', 1],
    ['1\t1\nAnn\t1\t2\nAnn\t1\tBo', 3],
    ['1\t1\nAnn\t1\t2\nAnn\t1\tBo\t2\t7', 3],
    ['1\t1\nAnn\t1\t0\nAnn\t1\tBo\t2', 2],
    ['1\t1\nAnn 1 2\nAnn\t1\tBo\t2', 2],
    ['1\t1\nAnn\t1\t2\nAnn\t1\tAnn\t2', 3],
    ['1\t1\n../up\t1\t2\nAnn\t1\tBo\t2', 2],
    ['1\t1\n..\t1\t2\nAnn\t1\tBo\t2', 2],
    ['1\t1\nAnn\t1\t2\nAnn\t1\tC:\\Bo\t2', 3],
    ['1\t1\n\t1\t2\nAnn\t1\tBo\t2', 2],
  ])('refuses %j, naming line %i', (text, line) => {
    expect(() => parsePairList(text)).toThrow(code('argument-invalid'));
    expect(() => parsePairList(text)).toThrow(`line ${line}`);
  });

  it('refuses a list that is cut short', () => {
    expect(() => parsePairList('10\t300\nAnn\t1\t2')).toThrow(/1 pairs.*10 × 2 × 300/);
  });
});

describe('foldAccuracy', () => {
  const distances = fc.array(
    fc.integer({ min: 0, max: 20 }).map((n) => n / 5),
    { minLength: 1, maxLength: 6 },
  );
  const fold = fc.record({ genuine: distances, impostor: distances });

  it('decides each fold with the threshold that is best on the others', () => {
    fc.assert(
      fc.property(fc.array(fold, { minLength: 2, maxLength: 4 }), (drawn) => {
        const folds = drawn.map(({ genuine, impostor }) => ({
          genuine: Float32Array.from(genuine),
          impostor: Float32Array.from(impostor),
        }));
        const right = (parts: typeof folds, threshold: number) =>
          parts.reduce(
            (sum, { genuine, impostor }) =>
              sum + genuine.filter((d) => d <= threshold).length + impostor.filter((d) => d > threshold).length,
            0,
          );
        const { folds: results, accuracy, standardError } = foldAccuracy(folds);
        results.forEach(({ threshold, ...result }, at) => {
          const others = folds.filter((_, other) => other !== at);
          const tried = Array.from({ length: 43 }, (_, n) => n / 10 - 0.1);
          expect(right(others, threshold)).toBe(Math.max(...tried.map((t) => right(others, t))));
          expect(result.accuracy).toBe(right([folds[at]!], threshold) / result.pairs);
        });
        const shares = results.map((result) => result.accuracy);
        const mean = shares.reduce((a, b) => a + b) / shares.length;
        expect(accuracy).toBeCloseTo(mean, 12);
        const variance = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / (shares.length - 1);
        expect(standardError).toBeCloseTo(Math.sqrt(variance / shares.length), 12);
      }),
    );
  });

  it('takes the threshold from the other folds alone', () => {
    const easy = { genuine: Float32Array.of(0.5), impostor: Float32Array.of(1.5) };
    const odd = { genuine: Float32Array.of(2), impostor: Float32Array.of(3) };
    const { folds, accuracy } = foldAccuracy([easy, odd]);
    expect(folds.map(({ threshold }) => threshold)).toEqual([2.5, 1]);
    expect(accuracy).toBe(0.5);
  });

  it('refuses one fold and a fold without pairs', () => {
    const some = { genuine: Float32Array.of(1), impostor: Float32Array.of(2) };
    const none = { genuine: new Float32Array(0), impostor: new Float32Array(0) };
    expect(() => foldAccuracy([some])).toThrow(code('argument-invalid'));
    expect(() => foldAccuracy([some, none])).toThrow(code('argument-invalid'));
  });
});
