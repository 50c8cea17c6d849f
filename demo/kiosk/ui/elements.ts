import { create, setInactive } from '../../page/dom.js';
import { type IconName, icon } from './icons.js';

export { create, isInactive, saveFile, setInactive } from '../../page/dom.js';

type Child = Node | string;

let lastId = 0;
const nextId = () => `field-${++lastId}`;

export interface ButtonOptions {
  readonly kind?: 'primary' | 'danger' | 'quiet';
  readonly icon?: IconName;
  /** What a screen reader says instead of the text. */
  readonly label?: string;
}

export function button(
  text: string,
  onPress: () => void,
  { kind, icon: name, label }: ButtonOptions = {},
): HTMLButtonElement {
  const element = create('button', { type: 'button', className: kind ?? '' }, ...(name ? [icon(name)] : []), text);
  if (label !== undefined) element.ariaLabel = label;
  element.addEventListener('click', onPress);
  return element;
}

export const paragraph = (text: string, className = ''): HTMLParagraphElement => create('p', { className }, text);

export const row = (...children: Child[]): HTMLDivElement => create('div', { className: 'row' }, ...children);

export const stack = (...children: Child[]): HTMLDivElement => create('div', { className: 'stack' }, ...children);

export interface Field {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  /** Shows what is wrong with it and leads there; nothing if the text is empty. */
  complain(problem: string): void;
}

/** A labelled input with a hint, and a place for what is wrong with it. */
export function field(label: string, hint: string, properties: Partial<HTMLInputElement> = {}): Field {
  const id = nextId();
  const input = create('input', { id, autocomplete: 'off', ...properties });
  const about = create('p', { id: `${id}-hint`, className: 'hint' }, hint);
  const problem = create('p', { id: `${id}-problem`, className: 'problem' });
  input.setAttribute('aria-describedby', `${id}-hint ${id}-problem`);
  about.hidden = hint === '';
  const element = create('div', { className: 'field' }, create('label', { htmlFor: id }, label), input, about, problem);
  return {
    element,
    input,
    complain(text) {
      problem.textContent = text;
      if (text) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
      if (text) input.focus();
    },
  };
}

export interface Choice<Value> {
  readonly value: Value;
  readonly label: string;
  readonly hint?: string;
}

/** One of several, as large targets. */
export function choices<Value>(
  legend: string,
  options: readonly Choice<Value>[],
  chosen: Value,
  onChange: (value: Value) => void = () => {},
) {
  let current = chosen;
  const name = nextId();
  const inputs = new Map<Value, HTMLInputElement>();
  const labels = options.map(({ value, label, hint }, at) => {
    const input = create('input', { type: 'radio', name, id: `${name}-${at}`, checked: value === chosen });
    inputs.set(value, input);
    input.addEventListener('change', () => {
      current = value;
      onChange(value);
    });
    return create('label', { className: 'choice', htmlFor: input.id }, input, labelled(label, hint));
  });
  const element = create('fieldset', { className: 'choices' }, create('legend', {}, legend), ...labels);
  return {
    element,
    get value() {
      return current;
    },
    set value(value: Value) {
      current = value;
      inputs.get(value)!.checked = true;
    },
  };
}

const labelled = (label: string, hint: string | undefined) =>
  create('span', {}, label, ...(hint ? [create('small', {}, hint)] : []));

/** A box to tick, as a large target. */
export function tick(label: string, hint?: string): { element: HTMLElement; input: HTMLInputElement } {
  const id = nextId();
  const input = create('input', { type: 'checkbox', id });
  return { element: create('label', { className: 'choice', htmlFor: id }, input, labelled(label, hint)), input };
}

/** A list to choose a name from. */
export function select(label: string, names: readonly string[]): { element: HTMLElement; input: HTMLSelectElement } {
  const id = nextId();
  const input = create('select', { id }, ...names.map((name) => create('option', { value: name }, name)));
  return { element: create('div', { className: 'field' }, create('label', { htmlFor: id }, label), input), input };
}

/** A form whose Enter key does what its button does. */
export function form(onSubmit: () => void, ...children: Child[]): HTMLFormElement {
  const element = create('form', { className: 'stack', noValidate: true }, ...children);
  element.addEventListener('submit', (event) => {
    event.preventDefault();
    onSubmit();
  });
  return element;
}

export const submit = (text: string): HTMLButtonElement =>
  create('button', { type: 'submit', className: 'primary' }, text);

/**
 * Changes what stands inside `root`; the focus goes on to `next` if it was there.
 * @param next default: the heading of the screen.
 */
export function change(root: HTMLElement, work: () => void, next = document.querySelector<HTMLElement>('h1')): void {
  const hadFocus = root.contains(document.activeElement);
  work();
  if (hadFocus) next?.focus();
}

/** Greys out every control inside while something is under way; they keep the focus. */
export function setBusy(root: HTMLElement, isBusy: boolean): void {
  for (const control of root.querySelectorAll<HTMLElement>('button:not([data-always])')) setInactive(control, isBusy);
}
