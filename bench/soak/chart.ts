import { escapeHtml } from '../../src/report/escape.js';
import { line, linear, type Point, plot } from '../../src/report/plot.js';
import { holdingsOf, TOLERANCE } from './holdings.js';
import type { SoakRun } from './soak.js';

const SERIES = ['genuine', 'impostor', 'former', 'threshold'];

/** Some of what is held, as shares of the first values, with the bounds between which it has to end. */
export function chart(run: SoakRun, title: string, names: readonly string[]): string {
  const frames = run.samples.map((sample) => sample.frames);
  const lines = holdingsOf(run)
    .filter(({ name }) => names.includes(name))
    .map(({ values }) => values.map((value, at): Point => ({ x: frames[at]!, y: values[0] ? value / values[0] : 1 })));
  const far = Math.max(2 * TOLERANCE, ...lines.flat().map(({ y }) => Math.abs(y - 1)));
  const most = frames.at(-1)!;
  const share = (at: number) => ({ at, text: `${(100 * at).toFixed(0)} %` });
  const axes = {
    x: linear(
      'frames',
      0,
      most,
      [0, most / 2, most].map((at) => ({ at, text: String(Math.round(at)) })),
    ),
    y: linear(title, 1 - 1.1 * far, 1 + 1.1 * far, [1 - far, 1, 1 + far].map(share)),
  };
  const level = (series: string, y: number) =>
    line(
      series,
      axes,
      [0, most].map((x) => ({ x, y })),
    );
  const svg = plot(`${title} after so many frames`, axes, [
    level('even', 1 - TOLERANCE),
    level('even', 1 + TOLERANCE),
    ...lines.map((points, at) => line(SERIES[at]!, axes, points)),
  ]);
  const caption = names.map((name, at) => `<span class="${SERIES[at]}">${escapeHtml(name)}</span>`).join('; ');
  return `<figure>${svg}<figcaption>${caption}</figcaption></figure>`;
}
