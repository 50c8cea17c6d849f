import type { Correction } from 'kinfold';
import type { Pixels } from 'kinfold/face';
import { text } from '../text.js';
import { choices, form, paragraph, select, submit } from '../ui/elements.js';
import { type ShowScreen, screen } from '../ui/screen.js';
import { canTeach } from './can-teach.js';
import { correcting } from './correcting.js';
import { lookFor } from './look-for.js';

const t = text.correct;

type Kind = keyof typeof t.kinds;

/** What went wrong, and with whom. */
export const correct: ShowScreen = async (app) => {
  const people = await app.kiosk.people();
  const names = people.map(({ identity }) => identity);
  const kinds = (Object.keys(t.kinds) as Kind[]).map((value) => ({ value, label: t.kinds[value] }));
  const shown = select(t.shown, names);
  const actual = select(t.actual, names);
  const who = select(t.who, names);
  const next = submit(t.start);
  const arrange = (kind: Kind) => {
    shown.element.hidden = kind === 'unknown';
    actual.element.hidden = kind !== 'taken';
    who.element.hidden = kind !== 'unknown';
    next.textContent = kind === 'taken' ? t.start : t.toCamera;
  };
  const kind = choices(t.what, kinds, 'taken', arrange);
  arrange('taken');

  /** The person in question comes to the camera. */
  const seen = (correction: (picture: Pixels) => Correction) =>
    app.managed(lookFor((picture) => app.managed(correcting(correction(picture)))));

  const go = () => {
    const named = shown.input.value;
    if (kind.value === 'unknown') return void seen((picture) => ({ same: [who.input.value, picture] }));
    if (kind.value === 'stranger') return void seen((picture) => ({ different: [named, picture] }));
    if (named === actual.input.value) return app.problem(t.twoPeople);
    void app.managed(correcting({ different: [named, actual.input.value] }));
  };
  if (names.length > 1) actual.input.selectedIndex = 1;
  return screen(
    t.title,
    () => void app.overview(),
    canTeach(people)
      ? form(go, kind.element, shown.element, actual.element, who.element, next)
      : paragraph(t.needs, 'warning'),
  );
};
