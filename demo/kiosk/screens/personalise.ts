import type { Histogram, TeachProgress, TeachReport } from 'kinfold';
import { Plot } from '../../page/plot.js';
import { codeOf } from '../problem.js';
import { decimal, fill, text } from '../text.js';
import { button, create, paragraph, row } from '../ui/elements.js';
import { type ShowScreen, screen } from '../ui/screen.js';
import { canTeach } from './can-teach.js';

const t = text.personalise;

/** Learns from everybody who is enrolled, to be watched and to be stopped. */
export const personalise: ShowScreen = async (app, signal) => {
  const curve = create('div', { className: 'curve', role: 'img' });
  const plot = new Plot(curve, { colours: ['--accent'] }, signal);
  const bar = create('progress', { max: 1, value: 0, ariaLabel: t.title });
  const step = create('p', { className: 'figure' });
  const result = create('div', { className: 'stack' });
  const start = button(t.start, () => void teach(), { kind: 'primary' });
  const stop = button(text.common.cancel, () => stopping?.abort());
  stop.dataset['always'] = '';
  const live = create(
    'div',
    { className: 'stack', hidden: true },
    bar,
    step,
    create('h2', {}, t.loss),
    curve,
    row(stop),
  );
  let stopping: AbortController | undefined;

  const show = (points: readonly TeachProgress[]) => {
    const { step: at, steps, loss } = points.at(-1)!;
    bar.value = at / steps;
    step.textContent = fill(t.step, { step: at, steps });
    curve.ariaLabel = fill(t.lossLabel, { loss: decimal(loss) });
    plot.show([points.map((point) => point.step), points.map((point) => point.loss)], [0, steps]);
  };

  const teach = () =>
    app.perform(element, async () => {
      stopping = new AbortController();
      const ended = AbortSignal.any([signal, stopping.signal]);
      result.replaceChildren();
      live.hidden = false;
      stop.hidden = false;
      stop.focus();
      start.hidden = true;
      bar.value = 0;
      try {
        const points: TeachProgress[] = [];
        const teaching = app.kiosk.personalise({ signal: ended });
        let next = await teaching.next();
        for (; !next.done; next = await teaching.next()) {
          points.push(next.value);
          show(points);
        }
        bar.value = 1;
        result.replaceChildren(...summary(next.value));
      } catch (error) {
        if (codeOf(error) !== 'aborted') throw error;
        live.hidden = true;
        result.replaceChildren(paragraph(t.stopped));
      } finally {
        start.hidden = false;
        if (document.activeElement === stop) start.focus();
        stop.hidden = true;
      }
    });

  const isPossible = canTeach(await app.kiosk.people());
  const element = screen(
    t.title,
    () => void app.overview(),
    paragraph(t.lead, 'lead'),
    ...(isPossible ? [row(start), live, result] : [paragraph(t.needs, 'warning')]),
  );
  return element;
};

function summary({ kept, before, after }: TeachReport): HTMLElement[] {
  const figure = (title: string, kind: 'positive' | 'negative') =>
    create(
      'tr',
      {},
      create('th', { scope: 'row' }, title),
      ...[before, after].map((pairs) => create('td', {}, decimal(meanOf(pairs[kind])))),
    );
  const head = [t.distance, t.before, t.after].map((title) => create('th', { scope: 'col' }, title));
  return [
    create('p', { role: 'status', className: kept === 'after' ? 'good' : '' }, kept === 'after' ? t.kept : t.rejected),
    create(
      'table',
      {},
      create('thead', {}, create('tr', {}, ...head)),
      create('tbody', {}, figure(t.same, 'positive'), figure(t.different, 'negative')),
    ),
  ];
}

function meanOf({ counts, edges }: Histogram): number {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const sum = counts.reduce((total, count, bin) => total + (count * (edges[bin]! + edges[bin + 1]!)) / 2, 0);
  return sum / Math.max(all, 1);
}
