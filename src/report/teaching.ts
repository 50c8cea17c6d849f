import type { TeachEvent } from '../train/options.js';
import { escapeHtml, percent } from './escape.js';
import { dot, line, linear, plot, type Tick } from './plot.js';
import type { Report, TrainingPoint } from './report.js';
import { table } from './tables.js';

const stepTicks = (last: number): Tick[] => [0, last / 2, last].map((at) => ({ at, text: String(Math.round(at)) }));

/** Loss and active fraction over the steps of a training. After a rollback the lines begin anew. */
export function trainingChart(training: readonly TrainingPoint[]): string {
  const last = lastStep(training);
  const top = Math.max(...training.map(({ loss }) => loss ?? 0), 1e-9);
  const x = linear('step', 0, last, stepTicks(last));
  const axes = {
    x,
    y: linear(
      'loss',
      0,
      top,
      [0, top / 2, top].map((at) => ({ at, text: at.toPrecision(2) })),
    ),
  };
  const share = { x, y: linear('', 0, 1, []) };
  const parts = betweenRollbacks(training);
  return plot('Loss, and share of triplets that break the margin, over the steps', axes, [
    ...parts.map((part) =>
      line(
        'genuine',
        axes,
        part.map(({ step, loss }) => ({ x: step, y: loss ?? Number.NaN })),
      ),
    ),
    ...parts.map((part) =>
      line(
        'impostor',
        share,
        part.map(({ step, activeFraction }) => ({ x: step, y: activeFraction })),
      ),
    ),
  ]);
}

/** The EER of the pictures that judge, before the first step and wherever it was measured. */
export function judgementChart(training: readonly TrainingPoint[], verdict: Report['verdict']): string {
  const last = lastStep(training);
  const before = verdict?.judgement ? [{ x: 0, y: verdict.judgement.before.eer }] : [];
  const points = [...before, ...training.flatMap(({ step, eer }) => (eer === null ? [] : [{ x: step, y: eer }]))];
  const top = Math.max(...points.map(({ y }) => y), 0.01);
  const axes = {
    x: linear('step', 0, last, stepTicks(last)),
    y: linear(
      'EER',
      0,
      top,
      [0, top / 2, top].map((at) => ({ at, text: percent(at, 1) })),
    ),
  };
  return plot('EER of the pictures that judge, over the steps', axes, [
    line('genuine', axes, points),
    ...points.map((point) => dot(axes, point, `EER ${percent(point.y)} after step ${point.x}`)),
  ]);
}

/** What came of the teaching, and what the guard did; empty where nothing is known of either. */
export function teachingSection({ training, verdict }: Report): string {
  const kept = verdict
    ? `<p>The weights from ${verdict.kept} teaching were kept: ${escapeHtml(verdict.reason)}.</p>`
    : '';
  const rows = eventRows((training ?? []).flatMap(({ events }) => events));
  return `${kept}${rows.length > 0 ? table(['Step', 'Event', ''], rows, 'names') : ''}`;
}

/** A row for each event; skipped steps can be many and are alike. */
function eventRows(events: readonly TeachEvent[]): string[][] {
  const [first, ...more] = events.filter(({ kind }) => kind === 'skipped');
  const seen = events.filter((event) => event.kind !== 'skipped' || event === first);
  return seen.map((event) => {
    const others = event === first && more.length > 0 ? `; ${more.length} later steps too` : '';
    return [String(event.step), event.kind, event.text + others];
  });
}

function lastStep(training: readonly TrainingPoint[]): number {
  return Math.max(...training.map(({ step }) => step), 1);
}

function betweenRollbacks(training: readonly TrainingPoint[]): TrainingPoint[][] {
  const parts: TrainingPoint[][] = [];
  let last = Number.POSITIVE_INFINITY;
  for (const point of training) {
    if (point.step <= last) parts.push([]);
    parts.at(-1)!.push(point);
    last = point.step;
  }
  return parts;
}
