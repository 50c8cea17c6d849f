import { escapeHtml } from '../../src/report/escape.js';
import { style } from '../../src/report/style.js';
import { table } from '../../src/report/tables.js';
import { chart } from './chart.js';
import { growthOf, type Holding, holdingsOf } from './holdings.js';
import type { SoakRun } from './soak.js';

const percent = (share: number) => `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)} %`;
const amount = (value: number, unit: Holding['unit']) => (unit === 'MiB' ? `${value.toFixed(3)} MiB` : String(value));

function rowsOf(run: SoakRun): string[][] {
  return holdingsOf(run).map((holding) => {
    const { name, unit, values } = holding;
    const cells = [values[0]!, values.at(-1)!, Math.min(...values), Math.max(...values)];
    return [name, ...cells.map((value) => amount(value, unit)), percent(growthOf(holding))];
  });
}

function headOf({ samples }: SoakRun): string[] {
  return ['', `after ${samples[0]!.frames} frames`, `after ${samples.at(-1)!.frames}`, 'least', 'most', 'growth'];
}

function summary({ adapter, samples }: SoakRun): string {
  const { frames, made, decisions, seconds } = samples.at(-1)!;
  const attempts = Object.entries(decisions).map(([decision, count]) => `${count} ${decision}`);
  return `${adapter}; ${frames} frames of ${made} looked at in ${seconds.toFixed(0)} s; attempts: ${attempts.join(', ')}`;
}

/** A table in Markdown. */
export function formatSoak(run: SoakRun): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const head = headOf(run);
  return [summary(run), '', row(head), row(head.map(() => '---')), ...rowsOf(run).map(row)].join('\n');
}

/** The same with the curves, as a page that needs nothing else. */
export function soakHtml(run: SoakRun): string {
  const groups: readonly (readonly [title: string, names: readonly string[]])[] = [
    ['heap', ['heap, page', 'heap, vision', 'heap, engine']],
    ['memory', ['array buffers, page', 'array buffers, vision', 'array buffers, engine', 'WebAssembly']],
    ['GPU', ['GPU buffers', 'GPU buffers, bytes', 'GPU textures']],
    ['number', ['workers', 'open video frames']],
    ['browser', ['browser, page', 'browser, vision', 'browser, engine']],
    ['code', ['code, page', 'code, vision', 'code, engine']],
  ];
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>Soak</title><style>${style}</style></head><body><h1>Soak</h1>`,
    `<p>${escapeHtml(summary(run))}</p><section class="plots">`,
    ...groups.map(([title, names]) => chart(run, title, names)),
    `</section><section>${table(headOf(run), rowsOf(run))}</section></body></html>`,
  ].join('\n');
}
