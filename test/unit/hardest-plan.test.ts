import { describe, expect, it } from 'vitest';
import { defaultLimits } from '../../src/gpu/backend.js';
import { dryRunHardestPairs } from '../../src/metric/mining/hardest.js';
import { planHardest } from '../../src/metric/mining/hardest-plan.js';

describe('the dry run of hardestPairs', () => {
  it('keeps 100,000 embeddings of 128 within the default limits', () => {
    const { bytes, largestBuffer, submits } = dryRunHardestPairs({ rows: 100_000, width: 128 });
    expect(bytes).toBe(4 * 100_000 * (128 + 5));
    expect(largestBuffer).toBe(51_200_000);
    expect(submits).toBe(7 * Math.ceil(100_000 / 256));
  });

  it('cuts 100,000 of 512, which no binding holds, into shards', () => {
    const { shards, bytes, largestBuffer } = planHardest(100_000, 512, defaultLimits);
    expect(shards.map(({ first, last }) => [first, last])).toEqual([
      [0, 65_536],
      [65_536, 100_000],
    ]);
    expect(bytes).toBe(4 * 100_000 * (512 + 5));
    expect(largestBuffer).toBe(defaultLimits.maxStorageBufferBindingSize);
  });

  it.each([
    [1, 1],
    [40_000, 128],
    [100_000, 512],
    [70_000, 1023],
  ])(
    'lets every one of %i rows of %i meet every row once, by ascending candidates, in short dispatches',
    (rows, width) => {
      const { meetings, stride } = planHardest(rows, width, defaultLimits);
      const next = new Map<number, number>();
      const wrong: unknown[] = [];
      let covered = 0;
      for (const { anchors, candidates, params } of meetings()) {
        const { anchor_first, anchor_last, candidate_first, candidate_last } = params;
        const pairs = (anchor_last - anchor_first) * (candidate_last - candidate_first);
        const fits =
          params.anchor_shard === anchors.first &&
          params.candidate_shard === candidates.first &&
          anchors.first <= anchor_first &&
          anchor_last <= anchors.last &&
          candidate_last <= candidates.last &&
          candidate_first === (next.get(anchor_first) ?? 0) &&
          pairs * stride <= 2 ** 29;
        if (!fits) wrong.push(params);
        next.set(anchor_first, candidate_last);
        covered += pairs;
      }
      expect(wrong).toEqual([]);
      expect(covered).toBe(rows * rows);
      expect([...next.values()]).toEqual(new Array(next.size).fill(rows));
    },
  );

  it.each([
    ['argument-invalid', 0, 128],
    ['argument-invalid', 10, 1.5],
    ['limit-exceeded', 2, 40_000_000],
    ['limit-exceeded', 40_000_000, 1],
  ])('refuses with %s %d rows of %d', (code, rows, width) => {
    expect(() => dryRunHardestPairs({ rows, width })).toThrow(expect.objectContaining({ code }));
  });
});
