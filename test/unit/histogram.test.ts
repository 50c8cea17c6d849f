import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histogram } from '../../src/metric/statistics/histogram.js';

describe('histogram', () => {
  it('covers the squared distances of unit vectors', () => {
    const { counts, edges } = histogram([0, 0.99, 1, 3.999, 4], { bins: 4 });
    expect([...counts]).toEqual([2, 1, 0, 2]);
    expect([...edges]).toEqual([0, 1, 2, 3, 4]);
  });

  it('counts what rounding put beyond an end in the bin at that end', () => {
    expect([...histogram([-1e-9, 4.0000005], { bins: 3 }).counts]).toEqual([1, 0, 1]);
  });

  it('may be of nothing', () => {
    expect([...histogram([], { bins: 2 }).counts]).toEqual([0, 0]);
  });

  it('agrees with its edges', () => {
    const value = fc.oneof(
      fc.double({ min: -1, max: 5, noNaN: true }),
      fc.integer({ min: 0, max: 40 }).map((tenth) => tenth / 10),
    );
    fc.assert(
      fc.property(fc.array(value), fc.integer({ min: 1, max: 50 }), (values, bins) => {
        const { counts, edges } = histogram(values, { bins, from: 0.1, to: 3.7 });
        const expected = new Array<number>(bins).fill(0);
        for (const x of values) {
          const bin = edges.findIndex((edge, i) => x >= edge && x < edges[i + 1]!);
          expected[bin >= 0 ? bin : x < edges[0]! ? 0 : bins - 1]!++;
        }
        expect([...counts]).toEqual(expected);
      }),
    );
  });

  it.each([
    [{ bins: 0 }, [1], 'argument-invalid'],
    [{ bins: 2.5 }, [1], 'argument-invalid'],
    [{ bins: 2, from: 1, to: 1 }, [1], 'argument-invalid'],
    [{ bins: 2, to: Number.NaN }, [1], 'argument-invalid'],
    [{ bins: 2, to: Number.POSITIVE_INFINITY }, [1], 'argument-invalid'],
    [{ bins: 2 }, [1, Number.NaN], 'not-finite'],
    [{ bins: 2 }, [Number.NEGATIVE_INFINITY], 'not-finite'],
  ])('refuses %j over %j', (options, values, code) => {
    expect(() => histogram(values, options)).toThrow(expect.objectContaining({ code }));
  });
});
