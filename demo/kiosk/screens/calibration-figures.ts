import type { Calibration, Histogram, PairHistograms, Rate } from 'kinfold';
import type { Kiosk } from 'kinfold/face';
import { Plot } from '../../page/plot.js';
import { decimal, fill, percent, text } from '../text.js';
import { create, paragraph } from '../ui/elements.js';

const t = text.calibrate;

/** The axis of distances ends here; unit vectors are seldom further apart. */
const LONGEST = 3;

/** What a calibration has shown, as numbers and as curves of the enrolled people. */
export async function calibrationFigures(
  kiosk: Kiosk,
  calibration: Calibration,
  signal: AbortSignal,
): Promise<HTMLElement[]> {
  const { threshold, far, frr } = calibration.identify;
  const entries: [string, string][] = [
    [t.line, decimal(threshold)],
    [t.strangersWithin, rate(far)],
    [t.enrolledBeyond, frr ? rate(frr) : t.unknown],
    [t.compared, String(calibration.strangers)],
  ];
  const list = create(
    'dl',
    { className: 'figures' },
    ...entries.map(([title, value]) => create('div', {}, create('dt', {}, title), create('dd', {}, value))),
  );
  if (calibration.identities < 2) return [list, paragraph(t.noPairs, 'hint')];
  const label = fill(t.curveLabel, { threshold: decimal(threshold) });
  const curves = create('div', { className: 'curve', role: 'img', ariaLabel: label });
  const plot = new Plot(curves, { colours: ['--same', '--different'], ends: () => [0, 1], isShare: true }, signal);
  plot.show(errorCurves(await kiosk.histograms()), [0, LONGEST], threshold);
  const legend = create(
    'ul',
    { className: 'legend' },
    create('li', { className: 'same' }, t.rejected),
    create('li', { className: 'different' }, t.accepted),
    create('li', { className: 'limit' }, t.line),
  );
  return [list, create('figure', {}, create('figcaption', {}, t.curve), curves, legend)];
}

const rate = ({ rate: share, lower, upper }: Rate) =>
  fill(t.interval, { rate: percent(share), low: percent(lower), high: percent(upper) });

/** At each distance the share of pairs of one person beyond it, and of two people within it. */
function errorCurves({ positive, negative }: PairHistograms): [number[], number[], number[]] {
  const within = (histogram: Histogram) => {
    const all = Math.max(
      1,
      histogram.counts.reduce((sum, count) => sum + count, 0),
    );
    let sum = 0;
    const shares = Array.from(histogram.counts, (count) => {
      sum += count;
      return sum / all;
    });
    return [0, ...shares];
  };
  return [[...positive.edges], within(positive).map((share) => 1 - share), within(negative)];
}
