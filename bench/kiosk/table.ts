import { OUTCOMES, type Visit } from './attempts.js';
import { type measureKiosk, namesOf, type Performance, type Round } from './measure.js';

type Measured = Awaited<ReturnType<typeof measureKiosk>>;

/** The confusion table of all casts together in Markdown, what each was made with and its distances. */
export function formatKiosk({ condition, performances }: Measured): string {
  const before = roundOf(performances, 'before');
  const after = roundOf(performances, 'after');
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
  const { adapter, provider } = performances[0]!.machine;
  return [
    `${condition}: ${adapter}, ${provider}, ${new Date().toISOString().slice(0, 10)}`,
    ...performances.map(describe),
    '',
    line(['', 'pictures', ...OUTCOMES]),
    line(['---', '---:', ...OUTCOMES.map(() => '---:')]),
    ...rows.map(([title, visits]) => line([title, visits.length, ...count(visits)])),
    '',
    `seconds to a decision that let in: ${seconds([...before.members, ...after.members])}`,
  ].join('\n');
}

function describe({ cast, calibration, threshold, lesson, before, after }: Performance): string {
  const { strangers, far, tail, smallestFar, identify } = calibration;
  const nearest = (visits: readonly Visit[]) => Math.min(...distancesOf(visits)).toFixed(2);
  return [
    `enrolled ${namesOf(cast.members)}; left out: ${cast.leftOut.join('; ') || 'nobody'}`,
    `cohort of ${strangers}, FAR ${far} with a ${tail} tail, ${smallestFar.toFixed(3)} counted, threshold ${identify.threshold.toFixed(2)}, after personalising ${threshold.toFixed(2)}`,
    `nearest stranger ${nearest(before.strangers)}, after ${nearest(after.strangers)}; personalised in ${lesson.ms.toFixed(0)} ms`,
    `median distance of the enrolled ${middle(distancesOf(before.members))}, after ${middle(distancesOf(after.members))}`,
  ].join('; ');
}

function roundOf(performances: readonly Performance[], which: 'before' | 'after'): Round {
  return {
    members: performances.flatMap((performance) => performance[which].members),
    strangers: performances.flatMap((performance) => performance[which].strangers),
  };
}

const distancesOf = (visits: readonly Visit[]): number[] => visits.flatMap(({ distance }) => distance ?? []);

const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]?.toFixed(2);

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
