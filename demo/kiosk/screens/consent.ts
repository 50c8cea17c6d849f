import type { Consent } from 'kinfold/face';
import { text } from '../text.js';
import { choices, create, field, form, paragraph, submit, tick } from '../ui/elements.js';
import { type ShowScreen, screen } from '../ui/screen.js';
import { enrol } from './enrol.js';

type Span = keyof typeof text.consent.spans;

/** When a consent that is given now ends. */
function endOf(span: Span): number | null {
  const end = new Date();
  if (span === 'never') return null;
  if (span === 'month') end.setMonth(end.getMonth() + 1);
  else end.setFullYear(end.getFullYear() + 1);
  return end.getTime();
}

export interface ConsentOptions {
  /** Whose consent it is, if that is known. */
  readonly name?: string;
  readonly title?: string;
  readonly act?: string;
  /** What is done with it, and the screen that rests meanwhile. Default: pictures are taken. */
  readonly onGiven?: (name: string, consent: Consent, screen: HTMLElement) => void;
}

/** Who it is, and what they agree to. */
export function consent({ name, title, act, onGiven }: ConsentOptions = {}): ShowScreen {
  return (app) => {
    const t = text.consent;
    const called = field(t.name, t.nameHint, { type: 'text', maxLength: 80, required: true, value: name ?? '' });
    called.input.readOnly = name !== undefined;
    const spans = (Object.keys(t.spans) as Span[]).map((value) => ({ value, label: t.spans[value] }));
    const until = choices(t.until, spans, 'year');
    const agreed = tick(t.agree);
    const begin = () => {
      called.complain('');
      const who = called.input.value.trim();
      if (who === '') return called.complain(t.nameMissing);
      if (!agreed.input.checked) {
        app.problem(t.disagree);
        return agreed.input.focus();
      }
      const given: Consent = { purpose: t.purpose, given: Date.now(), expires: endOf(until.value) };
      if (onGiven) onGiven(who, given, element);
      else void app.managed(enrol(who, given));
    };
    const statement = create('blockquote', {}, create('h2', {}, t.purposeTitle), paragraph(t.purpose));
    const element = screen(
      title ?? t.title,
      () => void app.overview(),
      form(begin, called.element, statement, until.element, agreed.element, submit(act ?? t.begin)),
    );
    return element;
  };
}
