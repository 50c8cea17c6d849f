import { describe, expect, it } from 'vitest';
import { type Calibrated, calibrateFor } from '../../src/engine/calibrate.js';
import { Decisions } from '../../src/engine/decisions.js';
import { threePeople } from '../support/gallery.js';
import { thrown } from '../support/thrown.js';

const FIXED = 1;
const kinds = ['verify', 'identify'] as const;
const standing = { gallery: threePeople(), weights: Float32Array.of(1) };
const far = Array.from({ length: 100 }, (_, i) => Float32Array.of(2 + i / 100));
const calibrated: Calibrated = calibrateFor(
  { far: 0.05, tail: 'counted' },
  { genuine: [], enrolled: [], verify: far, identify: far, nearest: { verify: far, identify: far } },
  { strangerPictures: 100, identities: 3, pictures: 4 },
);

function decisions(isCurrent: boolean): Decisions {
  const made = new Decisions(FIXED);
  made.take({ calibrated, isCurrent }, standing);
  return made;
}

describe.each(kinds)('the threshold to %s', (kind) => {
  it('is the one that is passed, else the calibration’s, without one the fixed one', () => {
    expect(decisions(true).rule(kind, { threshold: 0 }, standing).threshold).toBe(0);
    expect(decisions(true).rule(kind, { threshold: undefined as never }, standing).threshold).toBe(
      calibrated.calibration[kind].threshold,
    );
    expect(new Decisions(FIXED).rule(kind, {}, standing).threshold).toBe(FIXED);
  });

  it.each([[null], ['0.5'], [''], [true], [[1]], [1n], [Symbol('1')], [{}], [Number.NaN], [-1], [4]])(
    'is not %s: no calibration is gone past by what is no threshold',
    (threshold) => {
      const options = { threshold: threshold as number };
      for (const made of [decisions(true), decisions(false), new Decisions(FIXED)]) {
        expect(thrown(() => made.rule(kind, options, standing), 'argument-invalid').message).toContain('threshold is');
      }
    },
  );

  it('is refused while the calibration is stale', () => {
    thrown(() => decisions(false).rule(kind, {}, standing), 'calibration-stale');
  });
});
