import type { Correction, TellReport } from 'kinfold';
import { decimal, fill, text } from '../text.js';
import { button, change, create, paragraph, row } from '../ui/elements.js';
import { type ShowScreen, screen } from '../ui/screen.js';

const t = text.correct;

/** Learns from a correction at once, and says what that did to the others. */
export function correcting(correction: Correction): ShowScreen {
  return (app, signal) => {
    const bar = create('progress', { max: 1, ariaLabel: t.title });
    const status = create('p', { className: 'figure' }, text.common.working);
    const stop = new AbortController();
    const cancel = button(text.common.cancel, () => stop.abort());
    cancel.dataset['always'] = '';
    const body = create('div', { className: 'stack' }, bar, status, row(cancel));
    const element = screen(t.title, () => void app.overview(), body);
    void app
      .perform(element, async () => {
        const report = await app.kiosk.correct(correction, {
          signal: AbortSignal.any([signal, stop.signal]),
          onProgress: ({ step, steps }) => {
            bar.value = step / steps;
            status.textContent = fill(t.learning, { step, steps });
          },
        });
        const close = button(text.common.close, () => void app.overview(), { kind: 'primary' });
        change(body, () => body.replaceChildren(...outcome(report), row(close)), close);
      })
      .then((isDone) => {
        if (!isDone && !signal.aborted) void app.overview();
      });
    return element;
  };
}

function outcome({ kept, distance, others }: TellReport): HTMLElement[] {
  const moved = { before: decimal(distance.before), after: decimal(distance.after) };
  return [
    create('p', { role: 'status', className: 'good' }, kept === 'after' ? t.done : t.unchanged),
    paragraph(fill(t.moved, moved)),
    ...others.confused.map(({ identities: [first, second] }) =>
      paragraph(fill(t.confused, { first, second }), 'warning'),
    ),
  ];
}
