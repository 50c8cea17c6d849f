import { text } from '../text.js';
import { button, create, type Field, field, form } from './elements.js';
import { icon } from './icons.js';

const LONGEST = 12;

export interface Keypad {
  readonly element: HTMLElement;
  /** Shows what is wrong, empty again. */
  refuse(sentence: string): void;
}

/** A PIN by touch or by keyboard. */
export function keypad(label: string, hint: string, onEntered: (pin: string) => void): Keypad {
  const entry: Field = field(label, hint, {
    type: 'password',
    inputMode: 'numeric',
    maxLength: LONGEST,
    className: 'pin',
  });
  entry.input.setAttribute('autocomplete', 'off');
  const add = (digit: string) => {
    if (entry.input.value.length < LONGEST) entry.input.value += digit;
  };
  const erase = button(
    '',
    () => {
      entry.input.value = entry.input.value.slice(0, -1);
    },
    { label: text.pin.erase },
  );
  erase.append(icon('erase'));
  const digit = (name: string) => button(name, () => add(name));
  const done = create('button', { type: 'submit', className: 'primary' }, text.pin.confirm);
  const keys = create(
    'div',
    { className: 'keypad' },
    ...['1', '2', '3', '4', '5', '6', '7', '8', '9'].map(digit),
    erase,
    digit('0'),
    done,
  );
  const element = form(
    () => {
      entry.complain('');
      onEntered(entry.input.value);
    },
    entry.element,
    keys,
  );
  element.classList.add('narrow');
  return {
    element,
    refuse(sentence) {
      entry.input.value = '';
      entry.complain(sentence);
    },
  };
}
