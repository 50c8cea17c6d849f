import type { Calibration } from 'kinfold';
import { fill, percent, text } from '../text.js';
import { choices, create, field, form, paragraph, submit, tick } from '../ui/elements.js';
import { type ShowScreen, screen } from '../ui/screen.js';
import { calibrationFigures } from './calibration-figures.js';

const t = text.calibrate;

type Source = 'kept' | 'sample' | 'file';

/** Shares that can be promised; what the strangers do not support is refused with a reason. */
const SHARES = [0.25, 0.1, 0.05, 0.01, 0.001];

/** A cohort of a handful of synthetic people, made by `npm start`. */
const SAMPLE = 'sample.cohort';

/** Draws the line between those who are enrolled and strangers. */
export const calibrate: ShowScreen = async (app, signal) => {
  const [info, people] = await Promise.all([app.kiosk.info(), app.kiosk.people()]);
  const sources: Source[] = info.hasCohort ? ['kept', 'sample', 'file'] : ['sample', 'file'];
  const file = field(t.fileLabel, '', { type: 'file', accept: '.cohort,.safetensors' });
  file.element.hidden = true;
  const source = choices(
    t.strangers,
    sources.map((value) => ({ value, label: t[value] })),
    sources[0]!,
    (value) => {
      file.element.hidden = value !== 'file';
    },
  );
  const chosen = SHARES.includes(info.engine.calibration?.far ?? -1) ? info.engine.calibration!.far : SHARES[0]!;
  const far = choices(
    t.far,
    SHARES.map((value) => ({ value, label: percent(value) })),
    chosen,
  );
  far.element.classList.add('inline');
  const tail = tick(t.tail, t.tailHint);
  tail.input.checked = info.engine.calibration?.tail === 'normal';
  const figures = create('div', { className: 'stack' });
  const show = async (calibration: Calibration) =>
    figures.replaceChildren(...(await calibrationFigures(app.kiosk, calibration, signal)));

  /** Undefined without a file. */
  const draw = async () => {
    file.complain('');
    const picked = file.input.files?.[0];
    if (source.value === 'file' && !picked) return void file.complain(t.noFile);
    const cohort =
      source.value === 'kept' ? undefined : await bytesOf(source.value === 'file' ? picked! : await sample());
    const calibration = await app.kiosk.calibrate({
      far: far.value,
      tail: tail.input.checked ? 'normal' : 'counted',
      ...(cohort && { cohort }),
      signal,
    });
    await show(calibration);
    return calibration;
  };
  const run = () =>
    app.perform(element, draw, async (calibration) => {
      if (!calibration) return;
      app.notice(fill(calibration.tail === 'normal' ? t.doneTail : t.done, { far: percent(calibration.far) }));
    });

  const element = screen(
    t.title,
    () => void app.overview(),
    paragraph(t.lead, 'lead'),
    ...(people.length === 0
      ? [paragraph(t.needs, 'warning')]
      : [
          form(
            () => void run(),
            source.element,
            file.element,
            far.element,
            paragraph(t.farHint, 'hint'),
            tail.element,
            submit(t.start),
          ),
          figures,
        ]),
  );
  if (info.engine.calibration?.isCurrent) await show(info.engine.calibration);
  return element;
};

const bytesOf = async (content: Blob) => new Uint8Array(await content.arrayBuffer());

async function sample(): Promise<Blob> {
  const response = await fetch(SAMPLE);
  if (!response.ok) throw new Error(`${SAMPLE}: the server answers ${response.status}`);
  return response.blob();
}
