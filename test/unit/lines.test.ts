import { describe, expect, it } from 'vitest';
import { defaultLimits } from '../../src/gpu/backend.js';
import { cutLines, linesAlong } from '../../src/ops/lines.js';

const cut = (isFallbackAdapter: boolean, lines: number, width: number, inner: number) => {
  const target = { features: new Set<string>(), limits: defaultLimits, isFallbackAdapter };
  const { workgroups, overrides } = cutLines(target, { lines, width, inner });
  return [workgroups[0], overrides['WORKGROUP'], overrides['ACROSS']];
};

describe('lines', () => {
  it('run along one axis of a row', () => {
    expect(linesAlong(2, [3, 4, 5], 1)).toEqual({ lines: 30, width: 4, inner: 5 });
    expect(linesAlong(2, [3, 4, 5], 2)).toEqual({ lines: 24, width: 5, inner: 1 });
    expect(linesAlong(2, [3, 4, 5], 0)).toEqual({ lines: 40, width: 3, inner: 20 });
  });

  it('are shared on a GPU by no more lanes than they have elements, neighbours side by side', () => {
    expect(cut(false, 100, 512, 1)).toEqual([100, 64, 1]);
    expect(cut(false, 100, 10, 1)).toEqual([25, 64, 4]);
    expect(cut(false, 96, 512, 32)).toEqual([6, 64, 16]);
    expect(cut(false, 96, 5000, 3)).toEqual([24, 256, 4]);
    expect(cut(false, 100, 1, 1)).toEqual([2, 64, 64]);
  });

  it('are shared on a software adapter only while there are few', () => {
    expect(cut(true, 100, 512, 1)).toEqual([100, 8, 1]);
    expect(cut(true, 128, 512, 1)).toEqual([16, 8, 8]);
  });
});
