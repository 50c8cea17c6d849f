import { KinfoldError } from '../errors.js';
import { kolmogorovSmirnov } from '../metric/statistics/kolmogorov-smirnov.js';
import type { Calibrated, DecisionKind } from './calibrate.js';
import type { DriftReport } from './calibration.js';

type Outcome = DriftReport['decisions'];

const outcomes: Readonly<Record<DecisionKind, { readonly accepted: Outcome; readonly rejected: Outcome }>> = {
  verify: { accepted: 'verified', rejected: 'not verified' },
  identify: { accepted: 'identified', rejected: 'unknown' },
};

/** Decisions of each outcome that are remembered. */
const MOST = 1000;

/** Decisions, and expected distances, without which there is no telling. */
const FEWEST = 50;
const FEWEST_EXPECTED = 20;

/** Probability of a false alarm. */
const LEVEL = 0.01;

/** Distances of the latest decisions. Nothing else is kept of anyone. */
export class RecentDecisions {
  readonly #distances = new Map<Outcome, number[]>();

  add(kind: DecisionKind, isAccepted: boolean, distance: number): void {
    const outcome = outcomes[kind][isAccepted ? 'accepted' : 'rejected'];
    const distances = this.#distances.get(outcome) ?? [];
    distances.push(distance);
    if (distances.length > MOST) distances.shift();
    this.#distances.set(outcome, distances);
  }

  /**
   * Compares the distances of each outcome with those that the calibration saw on the same side of the threshold, by the test of
   * Kolmogorov and Smirnov, corrected for the number of tests (Bonferroni). Decisions count as independent: a hundred pictures of
   * one person can raise an alarm alone.
   * @throws KinfoldError `too-few-decisions`.
   */
  check({ calibration, expected }: Calibrated): DriftReport {
    const tests = (['verify', 'identify'] as const).flatMap((kind) => {
      const { threshold } = calibration[kind];
      return [
        { decisions: outcomes[kind].accepted, expected: expected.genuine.filter((d) => d <= threshold) },
        { decisions: outcomes[kind].rejected, expected: expected[kind].filter((d) => d > threshold) },
      ];
    });
    const made = tests.map((test) => ({ ...test, distances: this.#distances.get(test.decisions) ?? [] }));
    const telling = made.filter((test) => test.distances.length >= FEWEST && test.expected.length >= FEWEST_EXPECTED);
    if (telling.length === 0) {
      const counts = made.map((test) => `${test.distances.length} ${test.decisions}`).join(', ');
      throw new KinfoldError(
        'too-few-decisions',
        `checkDrift: since the calibration there were ${counts}; needs ${FEWEST} of one sort on one picture each at the calibrated threshold, and ${FEWEST_EXPECTED} such distances in the calibration`,
      );
    }
    const reports = telling.map(({ decisions, distances, expected }) => {
      const { statistic, pValue } = kolmogorovSmirnov(Float32Array.from(distances), expected);
      const corrected = Math.min(1, pValue * telling.length);
      return { drifted: corrected < LEVEL, decisions, count: distances.length, statistic, pValue: corrected };
    });
    return reports.reduce((most, report) => (report.pValue < most.pValue ? report : most));
  }
}
