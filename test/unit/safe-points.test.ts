import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/train/run.js';
import { SafePoints } from '../../src/train/safe-points.js';

const snapshot = { vectors: new Map(), remembered: 0 } as unknown as Snapshot;

/** Where a training goes back to, one after another; a letter is a checkpoint, a bar a rollback. */
function ways(course: string): string {
  const points = new SafePoints(snapshot);
  return [...course]
    .map((sign) => {
      if (sign !== '|') points.add(sign.charCodeAt(0), snapshot);
      return sign === '|' ? String.fromCharCode(points.goBack().step || 48) : '';
    })
    .join('');
}

describe('a training goes back', () => {
  it.each([
    ['||', '00', 'to its start, as often as need be'],
    ['a|b|c|', 'abc', 'to its last checkpoint'],
    ['a||', 'a0', 'further, if that was taken on the way there'],
    ['ab|||', 'ba0', 'step by step'],
    ['abc||||', 'cb00', 'to its start from the last but one: earlier checkpoints are forgotten'],
    ['ab||c|||', 'bac00', 'to no checkpoint twice'],
    ['ab|c||d|', 'bc0d', 'to no checkpoint twice that a better one came after'],
  ])('%s: %s, %s', (course, expected) => {
    expect(ways(course)).toBe(expected);
  });

  it('as the same training would that was saved in between', () => {
    const points = new SafePoints(snapshot);
    points.add(1, snapshot);
    points.add(2, snapshot);
    points.goBack();
    points.add(3, snapshot);
    const saved = new SafePoints(snapshot, JSON.parse(JSON.stringify(points.checkpoints)));
    const steps = (all: SafePoints) => [1, 2, 3].map(() => all.goBack().step);
    expect(steps(saved)).toEqual(steps(points));
  });
});
