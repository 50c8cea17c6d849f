import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../src/cpu/random.js';
import { calibrateFor } from '../../src/engine/calibrate.js';
import { RecentDecisions } from '../../src/engine/drift.js';
import { thrown } from '../support/thrown.js';

const random = createRandom(1);
const genuine = (from: Random) => Math.abs(0.5 + 0.15 * from.normal());
const stranger = (from: Random) => Math.min(4, Math.abs(2 + 0.3 * from.normal()));
const people = (count: number, each: number, draw: (from: Random) => number) =>
  Array.from({ length: count }, () => Float32Array.from({ length: each }, () => draw(random)));

const calibrated = calibrateFor(
  { far: 0.02, tail: 'counted' },
  {
    genuine: people(60, 5, genuine),
    verify: people(300, 6, stranger),
    identify: people(300, 2, stranger),
    nearest: { verify: people(300, 3, stranger), identify: people(300, 1, stranger) },
    enrolled: people(60, 5, stranger),
  },
  { strangerPictures: 600, identities: 60, pictures: 300 },
);
const { threshold } = calibrated.calibration.identify;

/** Decisions on enrolled people and strangers, whose distances `change` shifts. */
function decisions(seed: number, count: number, change = (distance: number) => distance): RecentDecisions {
  const from = createRandom(seed);
  const recent = new RecentDecisions();
  for (let i = 0; i < count; i++) {
    const distance = change(i % 3 === 0 ? stranger(from) : genuine(from));
    recent.add('identify', distance <= threshold, distance);
  }
  return recent;
}

describe('drift', () => {
  it('raises a false alarm in about one check of a hundred', () => {
    const alarms = Array.from({ length: 400 }, (_, seed) => decisions(seed, 400).check(calibrated).drifted);
    expect(alarms.filter(Boolean).length).toBeLessThan(400 * (0.01 + 3 * Math.sqrt((0.01 * 0.99) / 400)));
  });

  it.each<[string, 'identified' | 'unknown', (distance: number) => number]>([
    ['people who have moved away from their pictures', 'identified', (d) => (d < 1.2 ? d + 0.15 : d)],
    ['strangers who come nearer', 'unknown', (d) => (d > 1.2 ? d - 0.2 : d)],
    ['enrolled people who are not recognised any more', 'unknown', (d) => (d < 0.5 ? d + 1 : d)],
  ])('is found with %s', (_, sort, change) => {
    expect(decisions(7, 600, change).check(calibrated)).toMatchObject({ drifted: true, decisions: sort });
  });

  it('is judged by the latest thousand of a sort', () => {
    const recent = decisions(3, 3000, (d) => d + 0.5);
    const from = createRandom(9);
    for (let i = 0; i < 1000; i++) {
      const [own, other] = [genuine(from), stranger(from)];
      recent.add('identify', true, Math.min(own, threshold));
      recent.add('identify', false, Math.max(other, threshold));
    }
    expect(recent.check(calibrated)).toMatchObject({ drifted: false, count: 1000 });
  });

  it('has no answer before there are fifty decisions of a sort', () => {
    expect(thrown(() => new RecentDecisions().check(calibrated), 'too-few-decisions').message).toContain('0 verified');
    const recent = new RecentDecisions();
    for (let i = 0; i < 49; i++) recent.add('verify', true, 0.5);
    expect(thrown(() => recent.check(calibrated), 'too-few-decisions').message).toContain('49 verified');
    recent.add('verify', true, 0.5);
    expect(recent.check(calibrated)).toMatchObject({ decisions: 'verified', count: 50 });
  });
});
