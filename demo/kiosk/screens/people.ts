import type { Consent, Person } from 'kinfold/face';
import { counted, date, fill, text } from '../text.js';
import { confirm } from '../ui/confirm.js';
import { button, create, paragraph, row } from '../ui/elements.js';
import { type ShowScreen, screen } from '../ui/screen.js';
import { consent } from './consent.js';

const t = text.people;

const untilOf = ({ expires }: Consent) => (expires === null ? t.forever : fill(t.until, { date: date(expires) }));

/** Who is enrolled, until when, and the way out for each of them. */
export const people: ShowScreen = async (app, signal) => {
  const all = await app.kiosk.people();

  const remove = async ({ identity: name }: Person) => {
    const question = { title: fill(t.confirm, { name }), hint: t.confirmHint, act: t.remove };
    if (!(await confirm(question, signal))) return;
    const removed = fill(t.removed, { name });
    await app.perform(
      element,
      () => app.kiosk.remove(name),
      () => app.managed(people, removed),
    );
  };

  /** Keeps a consent and comes back here. */
  const renew = (name: string, given: Consent, root: HTMLElement) => {
    const renewed = fill(t.renewed, { name, until: untilOf(given) });
    void app.perform(
      root,
      () => app.kiosk.renew(name, given),
      () => app.managed(people, renewed),
    );
  };

  const card = (person: Person) => {
    const { identity: name, pictures } = person;
    const renewing = { name, title: text.consent.renewTitle, act: text.consent.renew, onGiven: renew };
    return create(
      'li',
      { className: 'card' },
      create(
        'div',
        {},
        create('strong', {}, name),
        create('small', {}, `${counted('pictures', pictures)} · ${untilOf(person.consent)}`),
      ),
      row(
        button(t.add, () => void app.managed(consent({ name })), { label: fill(t.addLabel, { name }) }),
        button(t.renew, () => void app.managed(consent(renewing)), { label: fill(t.renewLabel, { name }) }),
        button(t.remove, () => void remove(person), { label: fill(t.removeLabel, { name }), kind: 'danger' }),
      ),
    );
  };

  const enrolFirst = button(t.first, () => void app.managed(consent()), { kind: 'primary' });
  const list =
    all.length === 0 ? [paragraph(t.none), row(enrolFirst)] : [create('ul', { className: 'cards' }, ...all.map(card))];
  const element = screen(t.title, () => void app.overview(), ...list);
  return element;
};
