import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decideIdentify,
  decideVerify,
  identityDistance,
  rankIdentities,
  type Scores,
} from '../../src/gallery/decide.js';

const code = (expected: string) => expect.objectContaining({ name: 'KinfoldError', code: expected });

const scores = (rows: number[][], labels: number[], identities: string[]): Scores => ({
  distances: Float32Array.from(rows.flat()),
  probes: rows.length,
  labels,
  identities,
});

describe('rankIdentities', () => {
  it('takes the nearest template of each identity', () => {
    expect(rankIdentities(scores([[1, 0.5, 0.25, 2]], [0, 1, 0, 2], ['Ann', 'Bob', 'Zoë']))).toEqual([
      { identity: 'Ann', distance: 0.25 },
      { identity: 'Bob', distance: 0.5 },
      { identity: 'Zoë', distance: 2 },
    ]);
  });

  it('averages over several probes', () => {
    const rows = [
      [0, 1, 0.5],
      [2, 1, 0.5],
    ];
    expect(rankIdentities(scores(rows, [0, 0, 1], ['Ann', 'Bob']))).toEqual([
      { identity: 'Ann', distance: 0.5 },
      { identity: 'Bob', distance: 0.5 },
    ]);
  });

  it('agrees with the definition', () => {
    const setting = fc.record({
      labels: fc.array(fc.nat(3), { minLength: 1, maxLength: 12 }).map((labels) => {
        const used = [...new Set(labels)];
        return labels.map((label) => used.indexOf(label));
      }),
      probes: fc.integer({ min: 1, max: 4 }),
      seed: fc.array(fc.integer({ min: 0, max: 16 }), { minLength: 48, maxLength: 48 }),
    });
    fc.assert(
      fc.property(setting, ({ labels, probes, seed }) => {
        const rows = Array.from({ length: probes }, (_, q) =>
          labels.map((_, t) => seed[(q * labels.length + t) % 48]! / 4),
        );
        const identities = [...new Set(labels)].map((label) => `person ${label}`);
        const expected = identities.map((identity, place) => {
          const perProbe = rows.map((row) => Math.min(...row.filter((_, t) => labels[t] === place)));
          return { identity, distance: perProbe.reduce((a, b) => a + b) / probes };
        });
        const ranked = rankIdentities(scores(rows, labels, identities));
        expect(ranked).toEqual(
          [...expected].sort((a, b) => a.distance - b.distance || expected.indexOf(a) - expected.indexOf(b)),
        );
      }),
    );
  });

  it('reads what rounding put outside [0, 4] as its end', () => {
    expect(rankIdentities(scores([[-1e-6, 4.000001]], [0, 1], ['Ann', 'Bob'])).map((r) => r.distance)).toEqual([0, 4]);
  });

  it('takes more templates than a call has arguments', () => {
    expect(identityDistance(new Array<number>(500_000).fill(2))).toBe(2);
  });

  it.each<[string, Scores, string]>([
    ['no templates', scores([[]], [], ['Ann']), 'gallery-empty'],
    ['no identities', scores([[1]], [0], []), 'gallery-empty'],
    ['no probes', scores([], [0], ['Ann']), 'argument-invalid'],
    ['too few distances', scores([[1]], [0, 1], ['Ann', 'Bob']), 'shape-mismatch'],
    ['a label beyond the identities', scores([[1]], [1], ['Ann']), 'shape-mismatch'],
    ['an identity without a template', scores([[1]], [0], ['Ann', 'Bob']), 'argument-invalid'],
    ['NaN', scores([[1, Number.NaN]], [0, 0], ['Ann']), 'not-finite'],
    ['infinity', scores([[1, Number.POSITIVE_INFINITY]], [0, 0], ['Ann']), 'not-finite'],
    ['a negative distance', scores([[1, -0.01]], [0, 0], ['Ann']), 'argument-invalid'],
    ['a distance above 4', scores([[1, 4.01]], [0, 0], ['Ann']), 'argument-invalid'],
  ])('refuses %s', (_, input, expected) => {
    expect(() => rankIdentities(input)).toThrow(code(expected));
  });
});

describe('decideVerify', () => {
  it.each([
    [0, 0, true],
    [0.5, 0.5, true],
    [0.5000001, 0.5, false],
    [4, 3.99, false],
    [-1e-6, 0, true],
  ])('distance %d at threshold %d: %s', (distance, threshold, match) => {
    expect(decideVerify({ distance, threshold })).toEqual({ match, distance: Math.max(distance, 0), threshold });
  });

  it('never matches what is abnormal', () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), (distance, threshold) => {
        const normal = distance >= -1e-3 && distance <= 4.001 && threshold >= 0 && threshold < 4;
        if (normal) expect(decideVerify({ distance, threshold }).match).toBe(Math.max(distance, 0) <= threshold);
        else expect(() => decideVerify({ distance, threshold })).toThrow();
      }),
      {
        examples: [
          [Number.NaN, 1],
          [0, Number.NaN],
          [0, 4],
          [0, Number.POSITIVE_INFINITY],
          [-0.01, 1],
        ],
        numRuns: 1000,
      },
    );
  });

  it.each([
    [Number.NaN, 1, 'not-finite'],
    [Number.NEGATIVE_INFINITY, 1, 'not-finite'],
    [-0.01, 1, 'argument-invalid'],
    [4.01, 1, 'argument-invalid'],
    [0, -0.1, 'argument-invalid'],
    [0, 4, 'argument-invalid'],
    [0, Number.NaN, 'argument-invalid'],
  ])('refuses distance %d at threshold %d', (distance, threshold, expected) => {
    expect(() => decideVerify({ distance, threshold })).toThrow(code(expected));
  });

  it.each([[null], ['0.5'], [true], [[1]]])('refuses %j for a threshold', (given) => {
    const threshold = given as unknown as number;
    expect(() => decideVerify({ distance: 0, threshold })).toThrow(code('argument-invalid'));
  });
});

describe('decideIdentify', () => {
  const Ann = { identity: 'Ann', distance: 0.3 };
  const Bob = { identity: 'Bob', distance: 0.8 };

  it('names the nearest within the threshold', () => {
    expect(decideIdentify({ ranked: [Ann, Bob], threshold: 0.3 })).toEqual({
      identity: 'Ann',
      distance: 0.3,
      threshold: 0.3,
      runnerUp: Bob,
    });
  });

  it('answers unknown when nobody is near', () => {
    expect(decideIdentify({ ranked: [Ann, Bob], threshold: 0.29 })).toEqual({
      identity: null,
      distance: 0.3,
      threshold: 0.29,
      runnerUp: Bob,
    });
  });

  it('has no runner-up with one identity enrolled', () => {
    expect(decideIdentify({ ranked: [Ann], threshold: 1 })).toEqual({ identity: 'Ann', distance: 0.3, threshold: 1 });
  });

  it('answers unknown when two are equally near', () => {
    const ranked = [Ann, { identity: 'Bob', distance: 0.3 }];
    expect(decideIdentify({ ranked, threshold: 1 }).identity).toBeNull();
  });

  it.each([
    ['nobody', [], 1, 'gallery-empty'],
    ['the farther first', [Bob, Ann], 1, 'argument-invalid'],
    ['one identity twice', [Ann, { ...Ann, distance: 0.4 }], 1, 'argument-invalid'],
    ['NaN in front', [{ identity: 'Zoë', distance: Number.NaN }, Ann], 1, 'not-finite'],
    ['NaN behind', [Ann, { identity: 'Zoë', distance: Number.NaN }], 1, 'not-finite'],
    ['a negative distance', [{ identity: 'Zoë', distance: -1 }], 1, 'argument-invalid'],
    ['a threshold of NaN', [Ann], Number.NaN, 'argument-invalid'],
    ['a threshold that accepts everyone', [Ann], 4, 'argument-invalid'],
  ])('refuses %s', (_, ranked, threshold, expected) => {
    expect(() => decideIdentify({ ranked, threshold })).toThrow(code(expected));
  });
});
