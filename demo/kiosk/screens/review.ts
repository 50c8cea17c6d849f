import type { EnrolmentReport, EnrolmentSession, EnrolmentState } from 'kinfold/face';
import { counted, fill, text } from '../text.js';
import { button, create, paragraph, row } from '../ui/elements.js';
import { drawPicture } from '../ui/picture.js';
import { type ShowScreen, screen } from '../ui/screen.js';
import { calibrate } from './calibrate.js';

type Complete = Extract<EnrolmentState, { state: 'complete' }>;

/** Shows what was taken before any of it is kept, and who it resembles. */
export function review(session: EnrolmentSession, { taken, resembles }: Complete, again: ShowScreen): ShowScreen {
  return (app, signal) => {
    const t = text.review;
    const name = session.identity;
    signal.addEventListener('abort', () => session.cancel());
    const kept = ({ identity, pictures, calibration }: EnrolmentReport) => {
      const done = fill(t.kept, { name: identity, pictures: counted('pictures', pictures) });
      return calibration === 'current' ? app.overview(done) : app.managed(calibrate, done);
    };
    const keep = (identity: string) => app.perform(element, () => session.finish(identity), kept);
    const pictures = session.pictures.map((picture, at) =>
      create('li', {}, drawPicture(picture, fill(t.picture, { n: at + 1 }))),
    );
    const keepOwn = resembles === null ? t.keep : fill(t.separate, { name });
    const element = screen(
      t.title,
      () => void app.overview(),
      ...(resembles === null ? [] : [paragraph(fill(t.resembles, { name: resembles }), 'warning')]),
      create('ul', { className: 'strip' }, ...pictures),
      paragraph(fill(t.hint, { pictures: counted('pictures', taken), name }), 'hint'),
      row(
        ...(resembles === null
          ? []
          : [button(fill(t.addTo, { name: resembles }), () => void keep(resembles), { kind: 'primary' })]),
        button(keepOwn, () => void keep(name), resembles === null ? { kind: 'primary' } : {}),
        button(t.again, () => void app.managed(again), { kind: 'quiet' }),
      ),
    );
    return element;
  };
}
