import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/cpu/random.js';
import { operate } from '../../src/engine/calibrate.js';
import type { Comparisons } from '../../src/engine/comparisons.js';
import { acceptedShares } from '../../src/metric/calibration/grouped.js';

const IDENTITIES = 5;

/** Strangers with four pictures each, and every identity at a normal distance from each. */
function compared(people: number, seed: number): Comparisons {
  const random = createRandom(seed);
  const least = (distances: readonly number[]) => Math.min(...distances);
  const pictures = Array.from({ length: people }, () =>
    Array.from({ length: 4 }, () => Array.from({ length: IDENTITIES }, () => 1.7 + 0.12 * random.normal())),
  );
  const claims = Array.from({ length: IDENTITIES }, (_, claim) => claim);
  return {
    genuine: [],
    enrolled: [],
    verify: pictures.map((of) => Float32Array.from(of.flat())),
    identify: pictures.map((of) => Float32Array.from(of, least)),
    nearest: {
      verify: pictures.map((of) => Float32Array.from(claims, (claim) => least(of.map((one) => one[claim]!)))),
      identify: pictures.map((of) => Float32Array.of(least(of.flat()))),
    },
  };
}

const kinds = ['verify', 'identify'] as const;

describe('the threshold', () => {
  const few = compared(60, 1);

  it.each(kinds)('to %s with a normal tail lies below everyone, the further the smaller the share', (kind) => {
    const counted = operate({ far: 0.05, tail: 'counted' }, kind, few).threshold;
    const shares = [0.05, 0.005, 0.0005];
    const thresholds = shares.map((far) => operate({ far, tail: 'normal' }, kind, few).threshold);
    expect(thresholds[0]).toBeLessThanOrEqual(counted);
    expect(thresholds[1]).toBeLessThan(thresholds[0]!);
    expect(thresholds[2]).toBeLessThan(thresholds[1]!);
    // Others of their kind come nearer less often than was promised.
    const others = compared(5_000, 2)[kind];
    expect(acceptedShares(others, thresholds[1]!) / 5_000).toBeLessThan(0.005);
    expect(acceptedShares(others, thresholds[0]!)).toBeGreaterThan(0);
  });

  it.each(kinds)('to %s is never laxer with a normal tail than what counting allows', (kind) => {
    for (const far of [0.9, 0.5, 0.1, 0.01]) {
      const tailed = operate({ far, tail: 'normal' }, kind, few).threshold;
      expect(tailed).toBeLessThanOrEqual(operate({ far: Math.max(far, 0.05), tail: 'counted' }, kind, few).threshold);
    }
  });
});
