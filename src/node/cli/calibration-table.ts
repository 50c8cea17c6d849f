import { operate } from '../../engine/calibrate.js';
import type { Calibration, FarPromise, OperatingThreshold } from '../../engine/calibration.js';
import type { Comparisons } from '../../engine/comparisons.js';
import type { Rate } from '../../metric/calibration/grouped.js';
import { smallestSupportedFar } from '../../metric/evaluation/roc.js';

/** What both kinds of decision do for one promise. */
export interface CalibrationRow {
  readonly far: number;
  readonly verify: OperatingThreshold;
  readonly identify: OperatingThreshold;
}

const FARS = [0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001];

/** A row for `far` and for each usual FAR that the cohort supports, with a normal tail for the larger ones, the largest first. */
export function tableOf({ far, tail }: FarPromise, comparisons: Comparisons): CalibrationRow[] {
  const smallest = tail === 'counted' ? smallestSupportedFar(comparisons.verify.length) : far;
  const fars = [...new Set([far, ...FARS.filter((usual) => usual >= smallest)])].sort((a, b) => b - a);
  return fars.map((one) => ({
    far: one,
    verify: operate({ far: one, tail }, 'verify', comparisons),
    identify: operate({ far: one, tail }, 'identify', comparisons),
  }));
}

/** The thresholds, the table with 95 % intervals, and what the numbers stand on. */
export function formatCalibration(calibration: Calibration, table: readonly CalibrationRow[]): string {
  const { far, tail, verify, identify, strangers, strangerPictures, identities, pictures, smallestFar } = calibration;
  const lines = [
    `${identities} identities, ${pictures} pictures enrolled; ${strangerPictures} pictures of ${strangers} strangers, who are the trials`,
    `smallest FAR that so many support: ${percent(smallestFar)} (rule of three)`,
    `for FAR ${percent(far)} with a confidence of 95 %${tail === 'normal' ? ', if the tail is normal' : ''}: verify up to ${verify.threshold.toFixed(4)}, identify up to ${identify.threshold.toFixed(4)}`,
    `cost of likelihood ratios: verify ${bits(verify.cllr)}, identify ${bits(identify.cllr)}`,
  ];
  for (const kind of ['verify', 'identify'] as const) {
    lines.push('', `${kind.padEnd(10)}threshold  accepted strangers          rejected enrolled`);
    for (const row of table) {
      const { threshold, far: accepted, frr } = row[kind];
      lines.push(
        `${percent(row.far).padStart(8)}  ${threshold.toFixed(4).padStart(9)}  ${interval(accepted).padEnd(26)}  ${frr ? interval(frr) : 'no identity has two pictures'}`,
      );
    }
  }
  return lines.join('\n');
}

/** Three digits, however small. */
const percent = (fraction: number) => `${Number((fraction * 100).toPrecision(3))} %`;
const interval = ({ rate, lower, upper }: Rate) => `${percent(rate)} (${percent(lower)} to ${percent(upper)})`;
const bits = (cost: number | null) => (cost === null ? 'unknown' : `${cost.toFixed(3)} bit`);
