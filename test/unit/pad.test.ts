import { describe, expect, test } from 'vitest';
import { evaluatePad } from '../../src/metric/evaluation/pad.js';
import { clopperPearson } from '../../src/metric/statistics/intervals.js';
import { refusal } from '../support/refusal.js';

describe('evaluatePad', () => {
  const scores = {
    bonaFide: [0.9, 0.8, 0.5, 0.4, null],
    attacks: { print: [0.1, 0.2, 0.49, 0.3], screen: [0.5, 0.9, 0.1, 0.2], mask: [null, null] },
  };

  test('counts each kind apart; the threshold itself is bona fide', () => {
    const { threshold, bpcer, apcer, worst } = evaluatePad(scores, 0.5);
    expect(threshold).toBe(0.5);
    expect(bpcer).toEqual({ value: 1 / 4, errors: 1, answered: 4, unanswered: 1, ...clopperPearson(1, 4) });
    expect(apcer['print']).toEqual({ value: 0, errors: 0, answered: 4, unanswered: 0, ...clopperPearson(0, 4) });
    expect(apcer['screen']).toEqual({ value: 1 / 2, errors: 2, answered: 4, unanswered: 0, ...clopperPearson(2, 4) });
    expect(apcer['mask']).toEqual({ value: null, errors: 0, answered: 0, unanswered: 2, lower: 0, upper: 1 });
    expect(worst).toBe('screen');
  });

  test('no error among 40 attacks supports an APCER of 8.8 %, no less', () => {
    const { apcer } = evaluatePad({ bonaFide: [1], attacks: { print: new Array(40).fill(0) } }, 0.5);
    // 1 − 0.025^(1/40), Clopper and Pearson in closed form.
    expect(apcer['print']!.upper).toBeCloseTo(1 - 0.025 ** (1 / 40), 10);
    expect(apcer['print']!.value).toBe(0);
  });

  test('a higher threshold trades one error for the other', () => {
    const reports = [0.3, 0.5, 0.95].map((threshold) => evaluatePad(scores, threshold));
    expect(reports.map(({ bpcer }) => bpcer.value)).toEqual([0, 0.25, 1]);
    expect(reports.map(({ apcer }) => apcer['screen']!.value)).toEqual([0.5, 0.5, 0]);
  });

  test('without an answer to any attack there is no worst kind', () => {
    expect(evaluatePad({ bonaFide: [1], attacks: { print: [null] } }, 0.5).worst).toBeNull();
  });

  test.each<[string, Parameters<typeof evaluatePad>, RegExp]>([
    ['no bona fide presentation', [{ bonaFide: [], attacks: { print: [0] } }, 0.5], /no presentations of "bona fide"/],
    ['no kind of attack', [{ bonaFide: [1], attacks: {} }, 0.5], /got no kind of attack/],
    ['an empty kind', [{ bonaFide: [1], attacks: { print: [] } }, 0.5], /no presentations of "print"/],
    [
      'a score that is not a number',
      [{ bonaFide: [1, Number.NaN], attacks: { print: [0] } }, 0.5],
      /"bona fide" is NaN/,
    ],
    ['a threshold that is none', [{ bonaFide: [1], attacks: { print: [0] } }, Number.NaN], /threshold is NaN/],
  ])('refuses %s', (_, args, message) => {
    expect(() => evaluatePad(...args)).toThrow(refusal('argument-invalid', message));
  });
});
