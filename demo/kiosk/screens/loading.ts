import { text } from '../text.js';
import { create, paragraph } from '../ui/elements.js';
import { screen } from '../ui/screen.js';

/** While the models are loaded. */
export function loading(): HTMLElement {
  const bar = create('progress', { ariaLabel: text.loading.title });
  const element = screen(text.loading.title, null, bar, paragraph(text.loading.hint, 'hint'));
  element.classList.add('centred');
  return element;
}
