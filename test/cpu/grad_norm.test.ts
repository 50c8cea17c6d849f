import { describe, expect, it } from 'vitest';
import * as twin from '../../src/cpu/grad_norm.js';
import { STATS } from '../../src/metric/objective/stats.js';

function clip(gradient: readonly number[], max_norm: number, slot = 0) {
  const partials = new Float64Array(4).fill(Number.NaN);
  const control = new Float64Array(3).fill(Number.NaN);
  const stats = new Float64Array(16).fill(-1);
  twin.partial({ gradient: Float64Array.from(gradient), partials }, { count: gradient.length });
  twin.finish({ partials, control, stats }, { groups: 2, max_norm, slot });
  return { control: [...control], stats: [...stats] };
}

describe('twin of the gradient norm', () => {
  it('scales a gradient that is too long, and no other', () => {
    expect(clip([3, 0, 0, -4], 1).control).toEqual([5, 0.2, 0]);
    expect(clip([3, 0, 0, -4], 10).control).toEqual([5, 1, 0]);
    expect(clip([3, 0, 0, -4], 0).control).toEqual([5, 1, 0]);
    expect(clip([0, 0, 0, 0], 1).control).toEqual([0, 1, 0]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e30])('skips the step at %d', (wild) => {
    expect(clip([1, wild, 0, 0], 1).control).toEqual([0, 0, 1]);
  });

  it('writes the norm and the skip into the record of its slot alone', () => {
    const { stats } = clip([3, 0, 0, 4], 1, 1);
    const expected = new Array(16).fill(-1);
    expected[8 + STATS.gradNorm] = 5;
    expected[8 + STATS.skipped] = 0;
    expect(stats).toEqual(expected);
  });
});
