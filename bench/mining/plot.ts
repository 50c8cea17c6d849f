import type { Course } from './contest.js';
import type { Contest } from './suite.js';
import { byRival, mean } from './summary.js';

/** Where the lines of a panel are, and what is around them. */
const [WIDE, TALL, LEFT, TOP, GAP] = [370, 220, 70, 34, 96];
/** Steps over which the active fraction is averaged. */
const SMOOTH = 10;

interface Point {
  readonly step: number;
  readonly value: number;
}

interface Panel {
  readonly title: string;
  readonly steps: number;
  readonly range: readonly [low: number, high: number];
  /** Of each miner, in their order. */
  readonly lines: readonly (readonly Point[])[];
  /** A value that is marked. */
  readonly target?: number;
}

/** A row for each contest: its figure over the steps, and the active fraction. One file without a script, for light and dark pages. */
export function drawContests(contests: readonly Contest[]): string {
  const panels = contests.map((contest) => [figurePanel(contest), activePanel(contest)]);
  const width = 2 * (LEFT + WIDE) + 30;
  const legendTop = TOP + panels.length * (TALL + GAP) - 20;
  const miners = [...new Set(contests.flatMap((contest) => [...byRival(contest).keys()]))];
  const drawn = panels.flatMap((row, y) =>
    row.map((panel, x) => group(LEFT + x * (LEFT + WIDE), TOP + y * (TALL + GAP), drawPanel(panel))),
  );
  const legend = miners.map((miner, i) => {
    const place = [LEFT + (i % 4) * 215, legendTop + Math.floor(i / 4) * 22] as const;
    return group(...place, `<path class="m${i}" d="M0 0H28"/><text x="36" y="4">${miner}</text>`);
  });
  const height = legendTop + 22 * Math.ceil(miners.length / 4);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="Miners compared">
<style>${STYLE}</style>
<rect class="page" width="${width}" height="${height}"/>
${[...drawn, ...legend].join('\n')}
</svg>
`;
}

function figurePanel(contest: Contest): Panel {
  const { name, figure, target, options } = contest;
  const lines = [...byRival(contest).values()].map(meanFigure);
  const values = [target, ...lines.flat().map(({ value }) => value)];
  const range = [Math.floor(Math.min(...values) * 10) / 10, Math.ceil(Math.max(...values) * 10) / 10] as const;
  return { title: `${name}: ${figure}, mean of the seeds`, steps: options.steps!, range, lines, target };
}

/** Over the measurements that all seeds came to. */
function meanFigure(courses: readonly Course[]): Point[] {
  const steps = Math.min(...courses.map(({ measurements }) => measurements.length));
  return courses[0]!.measurements.slice(0, steps).map(({ step }, i) => ({
    step,
    value: mean(courses.map(({ measurements }) => measurements[i]!.figure)),
  }));
}

function activePanel(contest: Contest): Panel {
  const lines = [...byRival(contest).values()].map((courses) => {
    const length = Math.min(...courses.map(({ active }) => active.length));
    return Array.from({ length: Math.floor(length / SMOOTH) }, (_, i) => ({
      step: (i + 0.5) * SMOOTH,
      value: mean(
        courses.flatMap(({ active }) => active.slice(i * SMOOTH, (i + 1) * SMOOTH).map(({ fraction }) => fraction)),
      ),
    }));
  });
  return { title: `${contest.name}: active fraction`, steps: contest.options.steps!, range: [0, 1], lines };
}

function drawPanel({ title, steps, range: [low, high], lines, target }: Panel): string {
  const x = (step: number) => ((step / steps) * WIDE).toFixed(1);
  const y = (value: number) => (TALL * (1 - (value - low) / (high - low))).toFixed(1);
  const tenths = Math.round((high - low) * 10);
  const across = Array.from({ length: tenths + 1 }, (_, i) => low + (i * (high - low)) / tenths).filter(
    (_, i) => tenths < 6 || i % 2 === 0,
  );
  const grid = across.map(
    (value) =>
      `<path class="grid" d="M0 ${y(value)}H${WIDE}"/><text class="right" x="-8" y="${y(value)}" dy="4">${Math.round(value * 100)} %</text>`,
  );
  const along = [0, 0.5, 1].map((part) => Math.round(part * steps));
  const ticks = along.map((step) => `<text class="mid" x="${x(step)}" y="${TALL + 20}">${step}</text>`);
  const mark = target === undefined ? '' : `<path class="target" d="M0 ${y(target)}H${WIDE}"/>`;
  const paths = lines.map((points, i) => {
    const d = points.map(({ step, value }, at) => `${at === 0 ? 'M' : 'L'}${x(step)} ${y(value)}`).join('');
    return `<path class="m${i}" d="${d}"/>`;
  });
  const names = `<text class="title" y="-12">${title}</text><text class="mid" x="${WIDE / 2}" y="${TALL + 38}">step</text>`;
  return [names, ...grid, ...ticks, mark, ...paths].join('\n');
}

function group(x: number, y: number, content: string): string {
  return `<g transform="translate(${x} ${y})">${content}</g>`;
}

/** Told apart by dashes too, for those who see no difference in the colours. */
const LINES: readonly (readonly [light: string, dark: string, dash: string])[] = [
  ['#8a6d00', '#f0c94a', '2 3'],
  ['#7b3fa0', '#cf9cf0', '7 3'],
  ['#0a6ebd', '#6bb8f5', ''],
  ['#c0392b', '#ff8a75', ''],
  ['#00795f', '#45cfab', '7 3'],
  ['#555f6b', '#b4bfca', '9 3 2 3'],
  ['#b0447e', '#f293c3', '2 3'],
];

const lineStyles = (scheme: 0 | 1) => LINES.map((line, i) => `.m${i}{stroke:${line[scheme]}}`).join('');
const STYLE = `text{font:13px system-ui,sans-serif;fill:#1d232a}.title{font-weight:600}.right{text-anchor:end}.mid{text-anchor:middle}
.page{fill:#fff}path{fill:none;stroke-width:2}.grid{stroke:#d9dee3;stroke-width:1}.target{stroke:#1d232a;stroke-width:1;stroke-dasharray:4 4}
${LINES.map(([, , dash], i) => `.m${i}{stroke-dasharray:${dash || 'none'}}`).join('')}${lineStyles(0)}
@media (prefers-color-scheme:dark){text{fill:#e6eaee}.page{fill:#14181d}.grid{stroke:#353c44}.target{stroke:#e6eaee}${lineStyles(1)}}`;
