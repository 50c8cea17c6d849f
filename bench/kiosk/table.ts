import { OUTCOMES, type Visit } from './attempts.js';
import { type measureKiosk, namesOf } from './measure.js';

type Measured = Awaited<ReturnType<typeof measureKiosk>>;

/** The confusion table of a run in Markdown, and what it was made with. */
export function formatKiosk({
  condition,
  machine,
  calibration,
  before,
  after,
  cast,
  lesson,
  threshold: later,
}: Measured): string {
  const rows: [string, readonly Visit[]][] = [
    ['enrolled, picture fit, before', passing(before.members)],
    ['enrolled, picture fit, after', passing(after.members)],
    ['enrolled, other pictures, before', failing(before.members)],
    ['enrolled, other pictures, after', failing(after.members)],
    ['strangers, before', before.strangers],
    ['strangers, after', after.strangers],
  ];
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  const count = (visits: readonly Visit[]) =>
    OUTCOMES.map((outcome) => visits.filter((visit) => visit.outcome === outcome).length);
  const { threshold, far } = calibration.identify;
  return [
    `${condition}: ${machine.adapter}, ${machine.provider}, ${new Date().toISOString().slice(0, 10)}`,
    `enrolled ${namesOf(cast.members)}; left out: ${cast.leftOut.join('; ') || 'nobody'}`,
    `cohort of ${calibration.strangers}, FAR ${calibration.far}, smallest ${calibration.smallestFar}, threshold ${threshold}, after personalising ${later}, measured ${JSON.stringify(far)}`,
    '',
    line(['', 'pictures', ...OUTCOMES]),
    line(['---', '---:', ...OUTCOMES.map(() => '---:')]),
    ...rows.map(([title, visits]) => line([title, visits.length, ...count(visits)])),
    '',
    `seconds to a decision that let in: ${seconds([...before.members, ...after.members])}`,
    `personalising: ${lesson.ms} ms`,
  ].join('\n');
}

const passing = (visits: readonly Visit[]) => visits.filter(({ isFit }) => isFit);
const failing = (visits: readonly Visit[]) => visits.filter(({ isFit }) => !isFit);

function seconds(visits: readonly Visit[]): string {
  const sorted = visits
    .filter(({ outcome }) => outcome === 'right')
    .map(({ ms }) => ms / 1000)
    .sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]?.toFixed(1);
  return `median ${at(0.5)}, least ${at(0)}, most ${at(1)}`;
}
