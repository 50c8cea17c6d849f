import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/cpu/random.js';
import { challengeLiveness } from '../../src/face/liveness/challenge.js';
import { challengeSequences, drawActions } from '../../src/face/liveness/sequence.js';
import { begin, end, play, willing } from '../support/challenge-actor.js';
import { refusal } from '../support/refusal.js';
import type { Script } from '../support/scripted-face.js';

describe('sequences', () => {
  test.each([2, 3, 4, 5, 6])('of %i: all with a blink and a turn, none twice', (length) => {
    const sequences = challengeSequences(length);
    expect(new Set(sequences.map(String)).size).toBe(3 ** length - 2 ** length - 1);
    expect(sequences.every((each) => each.includes('blink') && each.some((action) => action !== 'blink'))).toBe(true);
  });

  test('each is drawn equally often', () => {
    const random = createRandom(7);
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 18_000; draw++) {
      const drawn = String(drawActions(3, () => random.uniform()));
      counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
    }
    expect(counts.size).toBe(18);
    // 17 degrees of freedom: more than 40.8 has a probability of 0.1 %.
    const chi = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chi).toBeLessThan(40.8);
  });

  test.each([1, -0.1, Number.NaN])('a random number of %d is refused', (number) => {
    expect(() => challengeLiveness().begin(() => number)).toThrow(refusal('argument-invalid', /not in \[0, 1\)/));
  });
});

describe('a recording of an earlier challenge', () => {
  const replay = (film: readonly Script[], seed: number) => {
    let frame = 0;
    const played = play(begin({}, seed), () => film[Math.min(frame++, film.length - 1)]!);
    return { ...played, isLive: end(played)?.state === 'live' };
  };

  test('passes at most where the same is asked for in the same order: one time in 18', () => {
    const recorded = play(begin({}, 12345), willing);
    expect(end(recorded)).toEqual({ state: 'live' });
    const seeds = Array.from({ length: 400 }, (_, seed) => seed);
    const isSame = (seed: number) => {
      const random = createRandom(seed);
      return String(drawActions(3, () => random.uniform())) === String(recorded.asked);
    };
    const passed = seeds.filter((seed) => replay(recorded.film, seed).isLive);
    expect(passed.filter((seed) => !isSame(seed))).toEqual([]);
    // 22 of 400 are expected; more than 38 have a probability of 0.05 %. Of these some fail by their pauses, which are drawn anew, too.
    expect(seeds.filter(isSame).length).toBeLessThanOrEqual(38);
    expect(passed.length).toBeLessThanOrEqual(seeds.filter(isSame).length);
  });

  test('and the very same challenge again is passed: the test can fail', () => {
    const recorded = play(begin({}, 12345), willing);
    expect(replay(recorded.film, 12345).isLive).toBe(true);
  });
});
