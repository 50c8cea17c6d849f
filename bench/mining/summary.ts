import type { Course, Measurement } from './contest.js';
import type { Contest } from './suite.js';

/** Where the active fraction is read: the mean over a tenth of the steps, and over the seeds. */
const PARTS = { first: 0, middle: 0.45, last: 0.9 } as const;

/** The courses of each rival, in the order in which they first came. */
export function byRival({ courses }: Pick<Contest, 'courses'>): Map<string, Course[]> {
  const groups = new Map<string, Course[]>();
  for (const course of courses) groups.set(course.rival, [...(groups.get(course.rival) ?? []), course]);
  return groups;
}

/** A row for each rival, as Markdown. */
export function formatTable(contest: Contest, rival = 'miner'): string {
  const { figure, target } = contest;
  const head = [
    [rival, 'active fraction at first', 'in the middle', 'at last', 'active triplets a step at last'],
    [`${figure} at first`, `${share(target)} reached by`, 'after steps', 'and processor seconds'],
    [`${figure} at last`, 'of the seeds', 'processor seconds a step'],
  ].flat();
  const rows = [...byRival(contest)].map(([name, courses]) => [name, ...cells(courses, target)]);
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function cells(courses: readonly Course[], target: number): string[] {
  const active = (from: number, of: (step: Course['active'][number]) => number) =>
    mean(courses.flatMap((course) => partOf(course, from).map(of)));
  const reached = courses.flatMap(({ measurements }) => measurements.find(({ figure }) => figure >= target) ?? []);
  const last = courses.map(({ measurements }) => measurements.at(-1)!);
  const over = (of: (measurement: Measurement) => number, digits: number) =>
    reached.length > 0 ? mean(reached.map(of)).toFixed(digits) : '–';
  return [
    ...Object.values(PARTS).map((from) => share(active(from, ({ fraction }) => fraction))),
    active(PARTS.last, ({ fraction, triplets }) => fraction * triplets).toFixed(0),
    share(mean(courses.map(({ measurements }) => measurements[0]!.figure))),
    `${reached.length} of ${courses.length}`,
    over(({ step }) => step, 0),
    over(({ processorSeconds }) => processorSeconds, 1),
    `**${share(mean(last.map(({ figure }) => figure)))}**`,
    last.map(({ figure }) => share(figure)).join(', '),
    mean(last.map(({ processorSeconds, step }) => processorSeconds / Math.max(step, 1))).toFixed(3),
  ];
}

function partOf({ active }: Course, from: number): Course['active'] {
  const length = Math.ceil(active.length / 10);
  const first = Math.min(Math.floor(from * active.length), active.length - length);
  return active.slice(first, first + length);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function share(fraction: number): string {
  return `${(fraction * 100).toFixed(1)} %`;
}
